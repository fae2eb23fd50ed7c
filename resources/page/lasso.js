// Two tools that select by an outline: a box pulled open, a line drawn around. They draw while the button is down and
// tell the ring when it comes up; which records lie inside is asked of the layers, in Python. Shift adds, Ctrl takes out.

import L from "leaflet";

const SPACING = 4; // px between two corners of a lasso
const SMALL = 6; // px a hand may tremble: less is a click

/** How what is found is joined to what was selected. */
const modeOf = ({ shiftKey, ctrlKey, metaKey }) => (shiftKey ? "add" : ctrlKey || metaKey ? "remove" : "replace");

function outlineTool(page, say, ringOf) {
  const { map } = page;
  const container = map.getContainer();
  let trail = null; // container points since the button went down
  let drawn = null;
  let taken = false; // the click that follows when the button comes up is part of the outline

  function draw() {
    const corners = ringOf(trail).map((point) => map.containerPointToLatLng(point));
    if (!drawn) {
      const { accent } = page.tokens;
      drawn = L.polygon(corners, { color: accent, weight: 1.5, dashArray: "5 4", fillColor: accent, fillOpacity: 0.12, interactive: false }).addTo(map);
    } else drawn.setLatLngs(corners);
  }

  function clear() {
    drawn?.remove();
    drawn = trail = null;
  }

  function down(event) {
    if (!event.isPrimary) return clear(); // two fingers zoom
    if (event.button !== 0) return;
    taken = false;
    trail = [map.mouseEventToContainerPoint(event)];
    container.setPointerCapture(event.pointerId);
  }

  /** A busy browser tells of several moves at once; each of them is a corner. */
  function move(event) {
    if (!trail) return;
    const before = trail.length;
    const moves = event.getCoalescedEvents();
    for (const each of moves.length ? moves : [event]) {
      const at = map.mouseEventToContainerPoint(each);
      if (trail.at(-1).distanceTo(at) >= SPACING) trail.push(at);
    }
    if (trail.length > before) draw();
  }

  function up(event) {
    if (!trail) return;
    const ring = drawn && ringOf([...trail, map.mouseEventToContainerPoint(event)]);
    clear();
    if (!ring || L.bounds(ring).getSize().distanceTo([0, 0]) < SMALL) return;
    taken = true;
    say("ring", {
      mode: modeOf(event),
      zoom: map.getZoom(),
      ring: ring.map((point) => {
        const { lat, lng } = map.containerPointToLatLng(point);
        return [lng, lat];
      }),
    });
  }

  const listeners = { pointerdown: down, pointermove: move, pointerup: up, pointercancel: clear };
  return {
    cursor: "crosshair",
    start() {
      map.dragging.disable();
      map.boxZoom.disable();
      for (const [name, listener] of Object.entries(listeners)) container.addEventListener(name, listener);
    },
    stop() {
      clear();
      map.dragging.enable();
      map.boxZoom.enable();
      for (const [name, listener] of Object.entries(listeners)) container.removeEventListener(name, listener);
    },
    click() {
      const was = taken;
      taken = false;
      return was;
    },
    /** Escape lets the outline go first, the tool only after that. */
    key({ key }) {
      if (key !== "Escape" || !trail) return false;
      clear();
      return true;
    },
  };
}

export const boxTool = (page, say) =>
  outlineTool(page, say, (trail) => {
    const [{ x: x0, y: y0 }, { x: x1, y: y1 }] = [trail[0], trail.at(-1)];
    return [L.point(x0, y0), L.point(x1, y0), L.point(x1, y1), L.point(x0, y1)];
  });

export const lassoTool = (page, say) => outlineTool(page, say, (trail) => trail);
