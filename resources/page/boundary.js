// The tool that adjusts boundaries. Python sends the outline of the chosen village and of its neighbours, exactly; here a
// hand drags a vertex, a place on an edge, or with Shift a whole stretch, and all outlines that share it follow at once.
// On release the moves are told and Python makes them or refuses; until then what is drawn is a preview. For dividing,
// cutting and drawing anew, clicks make a line, which is told when it is ended.

import L from "leaflet";
import { finger } from "./hand.js";
import { Outlines } from "./outlines.js";

const MOUSE = { grip: 9, near: 6, spacing: 11, handle: 1 }; // px around a vertex, beside an edge, between two handles drawn
const FINGER = { grip: 22, near: 14, spacing: 24, handle: 1.9 }; // and how large they are drawn
const SNAP = 8; // px: a dragged vertex takes the place of one that stands so near; Alt prevents it
const PACE = 80; // ms between two trials while dragging
const CLOSE = 10; // px: a click so near to the first corner closes the ring
const LINES = new Set(["split", "cut", "draw"]);

export function boundaryTool(page, tell) {
  const { map } = page;
  const container = map.getContainer();
  let canvas = null;
  let mode = "shift";
  let told = null; // the message with the outlines, to go back to
  let outlines = null;
  let held = null; // {vertices: [[vertex, weight]], from: {lng, lat}, moving: Set}
  let hovered = null; // place on an edge under the pointer
  let swallow = false; // the click that follows a drag
  let waiting = false; // for Python's answer to a release
  let drags = 0; // told so far; what Python says carries the number of the last it has heard of
  let wrong = false; // what is held now would be refused
  let line = []; // [lat, lng] of the corners clicked so far
  let closed = false; // the line has been ended and told
  let at = null;
  let pieces = []; // rings of a proposal
  let queued = 0;
  let tried = 0;

  const reach = () => (finger() ? FINGER : MOUSE);
  const scale = () => 2 ** map.getZoom();
  const world = (point) => {
    const { min } = map.getPixelBounds();
    return { x: (point.x + min.x) / scale(), y: (point.y + min.y) / scale() };
  };
  const metresPerPixel = () => (40075016.686 * Math.cos((map.getCenter().lat * Math.PI) / 180)) / (256 * scale());

  // -- drawing --------------------------------------------------------------------------------------

  function draw() {
    queued = 0;
    if (!canvas) return;
    const { x: width, y: height } = map.getSize();
    const dpr = window.devicePixelRatio;
    if (canvas.width !== Math.round(width * dpr) || canvas.height !== Math.round(height * dpr)) {
      canvas.width = Math.round(width * dpr);
      canvas.height = Math.round(height * dpr);
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
    }
    const ctx = canvas.getContext("2d");
    ctx.setTransform(dpr, 0, 0, dpr, 0, 0);
    ctx.clearRect(0, 0, width, height);
    ctx.lineJoin = "round";
    drawPieces(ctx);
    if (outlines) drawOutlines(ctx, width, height);
    drawLine(ctx);
  }

  const redraw = () => (queued ||= requestAnimationFrame(draw));

  function trace(ctx, rings, place) {
    ctx.beginPath();
    for (const ring of rings) {
      ring.forEach((vertex, i) => {
        const [x, y] = place(vertex);
        if (i) ctx.lineTo(x, y);
        else ctx.moveTo(x, y);
      });
      ctx.closePath();
    }
  }

  function stroke(ctx, colour, width, dash = []) {
    ctx.strokeStyle = colour;
    ctx.lineWidth = width;
    ctx.setLineDash(dash);
    ctx.stroke();
    ctx.setLineDash([]);
  }

  function drawOutlines(ctx, width, height) {
    const { min } = map.getPixelBounds();
    const k = scale();
    const place = ({ x, y }) => [x * k - min.x, y * k - min.y];
    const tokens = page.tokens;
    const others = outlines.rings.filter(({ owner }) => owner !== outlines.uid).map(({ vertices }) => vertices);
    const own = outlines.own.map(({ vertices }) => vertices);
    const accent = wrong ? tokens.red : tokens.accent;
    trace(ctx, others, place);
    stroke(ctx, tokens.land, 3);
    stroke(ctx, tokens.secondary, 1.2);
    trace(ctx, own, place);
    ctx.fillStyle = accent;
    ctx.globalAlpha = 0.12;
    ctx.fill("evenodd");
    ctx.globalAlpha = 1;
    if (held || waiting) {
      ctx.beginPath();
      for (const ring of told.village.rings) ring.forEach(([lng, lat], i) => (i ? ctx.lineTo(...pixel(lat, lng)) : ctx.moveTo(...pixel(lat, lng))));
      stroke(ctx, tokens.secondary, 1.2, [4, 4]);
      trace(ctx, own, place);
    }
    stroke(ctx, accent, 4.5);
    stroke(ctx, tokens.selection_inner, 1.5);
    if (mode !== "shift" || waiting) return;
    drawHandles(ctx, own, place, width, height, accent);
    if (hovered && !held) dot(ctx, ...pixel(hovered.lat, hovered.lng), 4, tokens.land, accent);
  }

  const pixel = (lat, lng) => {
    const { x, y } = map.latLngToContainerPoint([lat, lng]);
    return [x, y];
  };

  /** Junctions first and as squares; of the other vertices only as many as a hand can tell apart. */
  function drawHandles(ctx, own, place, width, height, accent) {
    const { selection_inner: inner } = page.tokens;
    const { spacing, handle } = reach();
    const taken = new Map();
    const free = (x, y) => {
      const [column, row] = [Math.floor(x / spacing), Math.floor(y / spacing)];
      for (let i = -1; i < 2; i++) {
        for (let j = -1; j < 2; j++) {
          const other = taken.get(`${column + i} ${row + j}`);
          if (other && Math.hypot(other[0] - x, other[1] - y) < spacing) return false;
        }
      }
      taken.set(`${column} ${row}`, [x, y]);
      return true;
    };
    const vertices = own.flat();
    for (const vertex of [...vertices.filter((v) => v.junction), ...vertices.filter((v) => !v.junction)]) {
      const [x, y] = place(vertex);
      if (x < -9 || y < -9 || x > width + 9 || y > height + 9 || !free(x, y)) continue;
      if (vertex.junction) {
        ctx.beginPath();
        ctx.rect(x - 4 * handle, y - 4 * handle, 8 * handle, 8 * handle);
        ctx.fillStyle = vertex.moved ? accent : inner;
        ctx.fill();
        stroke(ctx, accent, 1.5);
      } else dot(ctx, x, y, 3.5 * handle, vertex.moved ? accent : inner, accent);
    }
  }

  function dot(ctx, x, y, radius, fill, edge) {
    ctx.beginPath();
    ctx.arc(x, y, radius, 0, 2 * Math.PI);
    ctx.fillStyle = fill;
    ctx.fill();
    stroke(ctx, edge, 1.5);
  }

  function drawPieces(ctx) {
    for (const { rings, role } of pieces) {
      ctx.beginPath();
      for (const ring of rings) {
        ring.forEach(([lng, lat], i) => (i ? ctx.lineTo(...pixel(lat, lng)) : ctx.moveTo(...pixel(lat, lng))));
        ctx.closePath();
      }
      const colour = page.tokens[role === "new" ? "green" : role === "fault" ? "red" : "amber"];
      ctx.fillStyle = colour;
      ctx.globalAlpha = 0.28;
      ctx.fill("evenodd");
      ctx.globalAlpha = 1;
      stroke(ctx, colour, 2);
    }
  }

  function drawLine(ctx) {
    if (!line.length) return;
    const corners = (at && !closed ? [...line, at] : line).map(([lat, lng]) => pixel(lat, lng));
    ctx.beginPath();
    corners.forEach(([x, y], i) => (i ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
    if (mode === "draw" && corners.length > 2) ctx.closePath();
    stroke(ctx, page.tokens.selection_inner, 4);
    stroke(ctx, page.tokens.accent, 2, closed ? [] : [6, 4]);
    for (const [x, y] of corners) dot(ctx, x, y, 3.5, page.tokens.selection_inner, page.tokens.accent);
  }

  // -- dragging -------------------------------------------------------------------------------------

  function down(event) {
    if (!event.isPrimary && held) return cancel(); // two fingers zoom
    if (event.button !== 0 || !event.isPrimary || mode !== "shift" || !outlines || waiting) return;
    const point = map.mouseEventToContainerPoint(event);
    const spot = world(point);
    let vertex = outlines.vertexAt(spot, reach().grip / scale());
    if (!vertex) {
      const edge = outlines.edgeAt(spot, reach().near / scale());
      if (!edge) return;
      vertex = outlines.insert(edge);
    }
    const vertices = event.shiftKey ? outlines.stretch(vertex) : [[vertex, 1]];
    held = { vertex, vertices, at: point, far: false };
    map.dragging.disable();
    map.boxZoom.disable();
    container.setPointerCapture(event.pointerId);
    redraw();
  }

  function drag(event) {
    if (!held) return;
    const point = map.mouseEventToContainerPoint(event);
    if (!held.far && point.distanceTo(held.at) < 2) return;
    held.far = true;
    let { lat, lng } = map.containerPointToLatLng(point);
    const still = event.altKey ? null : outlines.foreignAt(world(point), SNAP / scale(), held.vertex);
    if (still) ({ lat, lng } = still);
    const [lng0, lat0] = held.vertex.was;
    for (const [vertex, weight] of held.vertices) {
      if (weight === 1) vertex.put(lng, lat);
      else vertex.put(round(vertex.was[0] + weight * (lng - lng0)), round(vertex.was[1] + weight * (lat - lat0)));
    }
    if (!still) held.vertex.put(round(lng), round(lat));
    const now = performance.now();
    if (now - tried > PACE) {
      tried = now;
      tell("trying", outlines.moves());
    }
    redraw();
  }

  function up(event) {
    if (!held) return;
    const { far } = held;
    release();
    if (container.hasPointerCapture(event.pointerId)) container.releasePointerCapture(event.pointerId);
    if (!far) return back();
    swallow = true;
    waiting = true;
    tell("shift", { ...outlines.moves(), drag: ++drags });
    redraw();
  }

  function release() {
    held = null;
    map.dragging.enable();
    map.boxZoom.enable();
  }

  function cancel() {
    if (!held) return;
    release();
    back();
  }

  /** Forget what was moved: the outlines are again as Python told them. */
  function back() {
    waiting = wrong = false;
    hovered = null;
    outlines = told ? new Outlines(told) : null;
    redraw();
  }

  // -- lines ----------------------------------------------------------------------------------------

  function finish(ring) {
    const least = mode === "draw" || ring ? 3 : 2;
    if (line.length < least) return;
    closed = true;
    at = null;
    tell("line", { line: line.map(([lat, lng]) => [lng, lat]), ring: ring || mode === "draw", metres_a_pixel: metresPerPixel() });
    redraw();
  }

  function forget() {
    line = [];
    pieces = [];
    closed = false;
    at = null;
    redraw();
  }

  /** Take back that the line was ended: what it proposed goes, its corners stay. */
  function reopen() {
    closed = false;
    pieces = [];
    tell("forgotten", {});
  }

  const onMap = { move: redraw, zoom: redraw, viewreset: redraw, resize: redraw };
  const onContainer = { pointerdown: down, pointermove: drag, pointerup: up, pointercancel: cancel };

  return {
    get cursor() {
      return LINES.has(mode) ? "crosshair" : hovered ? "grab" : "";
    },
    start(options) {
      mode = options.mode ?? "shift";
      canvas = document.createElement("canvas");
      canvas.className = "guatu-boundary";
      container.append(canvas);
      for (const [name, listener] of Object.entries(onMap)) map.on(name, listener);
      for (const [name, listener] of Object.entries(onContainer)) container.addEventListener(name, listener);
    },
    stop() {
      if (held) release();
      cancelAnimationFrame(queued);
      canvas.remove();
      canvas = null;
      for (const [name, listener] of Object.entries(onMap)) map.off(name, listener);
      for (const [name, listener] of Object.entries(onContainer)) container.removeEventListener(name, listener);
    },
    told(message) {
      if (message.mode && message.mode !== mode) {
        mode = message.mode;
        hovered = null;
        forget();
      }
      if (message.village !== undefined) {
        told = message.village ? message : null;
        // What is in a hand stays there, and what it has let go of until that is answered; both are held against the newest.
        if (!held && !(waiting && message.drag !== drags)) back();
      }
      if (message.refused && !held) back();
      if (message.wrong !== undefined) wrong = message.wrong;
      if (message.pieces) pieces = message.pieces;
      if (message.forget) forget();
      container.style.cursor = this.cursor;
      redraw();
    },
    move({ latlng: { lat, lng }, containerPoint }) {
      if (held) return;
      if (LINES.has(mode)) {
        if (line.length && !closed) {
          at = [lat, lng];
          redraw();
        }
        return;
      }
      const spot = world(containerPoint);
      const before = hovered;
      hovered = outlines && !waiting ? (outlines.vertexAt(spot, reach().grip / scale()) ?? outlines.edgeAt(spot, reach().near / scale())) : null;
      if (hovered !== before) redraw();
      container.style.cursor = this.cursor;
    },
    click({ latlng: { lat, lng }, originalEvent, containerPoint }) {
      if (swallow) {
        swallow = false;
        return true;
      }
      if (!LINES.has(mode)) {
        if (!hovered) tell("picked", { lat, lng });
        return true;
      }
      if (originalEvent.detail > 1) return true;
      if (closed) {
        forget();
        tell("forgotten", {});
      }
      if (line.length > 2 && L.point(pixel(...line[0])).distanceTo(containerPoint) < CLOSE) finish(true);
      else line.push([lat, lng]);
      redraw();
      return true;
    },
    twice() {
      if (LINES.has(mode)) finish(false);
      return true;
    },
    key({ key }) {
      if (key === "Escape" && held) {
        cancel();
        tell("dropped", {});
        return true;
      }
      if (!LINES.has(mode) || !line.length) return false;
      if (key === "Enter") finish(false);
      else if (key === "Escape") {
        forget();
        tell("forgotten", {});
      } else if (key === "Backspace") {
        if (closed) reopen();
        else line.pop();
        redraw();
      } else return false;
      return true;
    },
  };
}

/** To a tenth of a millimetre, as Python keeps it. */
const round = (degrees) => Math.round(degrees * 1e9) / 1e9;
