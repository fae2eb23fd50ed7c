// The tile worker: takes layers, themes and patches, paints the tiles it is asked for, the most wanted first, and answers
// what is under a point. It talks to `engine.js` alone; the messages are listed there.

import { Ahead, Resting } from "./ahead.js";
import { outlines } from "./near_outlines.js";
import { Chosen } from "./chosen.js";
import { covered, crossed } from "./crossed.js";
import { worldPoint } from "./store.js";
import { overdue } from "./overdue.js";
import { pieces } from "./paint.js";
import { item, pick } from "./pick.js";
import { fromBase64 } from "./payload.js";
import { Restyling, within } from "./restyling.js";
import { Scene } from "./scene.js";
import { TILE, latitude, longitude, worldBox } from "./geometry.js";
import { shown } from "./text.js";
import { weigh } from "./weight.js";

const BREATH = 32; // ms after a sheet in which no tile is painted and nothing ahead: two frames, in which the page, the compositor and the window show it
const PIECE = 4; // ms of painting ahead between two looks at what is asked for
const PATIENCE = 1500; // ms that the first painting waits for layers that are slow to come, and the next one after it
const SHARE = 4; // while layers are coming, painting takes one part in so many of the time

let scene = null;
let chosen = null;
let fetchLayer = null; // (name, revision) → Promise<ArrayBuffer>, or null when the page hands the bytes over
const wanted = new Map(); // key → {key, zoom, left, top, width, height, far, serial}: tiles and sheets to paint
const loading = new Map(); // layer → revision being fetched; also a selection on its way
const behind = new Map(); // layer → revision that a patch announced while the layer was being fetched
const counts = { painted: 0, sheets: 0, sheetPx: 0, taken: 0, paintedMs: 0, loaded: 0, loadedMs: 0, patched: 0, recoloured: 0, relaid: 0 }; // read by tests and the bench
let version = 0; // of the scene: one more with each change that is to be seen
const SMALL = 60_000; // px of a sheet that shows an edit
const canvases = {}; // one for tiles, one for sheets of a view and one for small ones: one made anew for each picture would stay until the collector comes
const restyling = new Restyling();
let view = { zoom: 0 };
let sent = null; // the sheet that was posted last: {serial, version, zoom, left, top, width, height}
let waitUntil = 0;
let scheduled = false;
let breathUntil = 0;
const tick = new MessageChannel();
tick.port1.onmessage = () => {
  scheduled = false;
  paintNext();
};

function schedule() {
  if (!wanted.size) return lull();
  if (scheduled) return;
  scheduled = true;
  tick.port2.postMessage(0);
}

let beforehand = []; // what the first picture needs of the layers that have come, made while others are awaited
const ahead = new Ahead(function* (part) {
  for (const chore of scene.chores(part)) yield chore();
  return yield* painting(part, "ahead");
});

const resting = new Resting((part) => painting(part, "resting"));

const gap = new MessageChannel(); // between two pieces whatever has come in is dealt with
let lulled = false;
gap.port1.onmessage = () => {
  lulled = false;
  warm();
};

function lull() {
  if (lulled) return;
  lulled = true;
  gap.port2.postMessage(0);
}

/** Nothing to do: make ready what will be asked for, or is likely to be. */
function warm() {
  if (!missing()) beforehand = [];
  else if (beforehand.length) {
    beforehand.shift()();
    return lull();
  }
  if (wanted.size || held()) return;
  const breath = breathUntil - performance.now();
  if (breath > 0) {
    lulled = true;
    setTimeout(gap.port1.onmessage, breath);
  } else if (restyling.advance(PIECE) || ahead.advance(PIECE)) lull();
}

/** Whether a sheet that the page had not seen when it asked shows what it asks for, as the scene is now. */
const answered = (job) =>
  job.key === "sheet" && sent !== null && sent.serial > job.seen && sent.version === version && within(job, sent);

const broken = new Set(); // layers that could not be fetched: nothing waits for them

/** Whether a layer that is to be seen has never come. */
const missing = () => scene.layers.some((layer) => layer.spec.visible && layer.features === null && !broken.has(layer.name));

function held() {
  if (!scene?.marks) return true;
  return missing() && performance.now() < waitUntil;
}

function paintNext() {
  if (held()) return;
  const began = performance.now();
  const early = missing(); // then only what is in view is worth painting
  let best = null;
  for (const job of wanted.values()) if ((!early || job.key === "sheet") && (!best || job.far < best.far)) best = job;
  if (!best) return;
  if (best.key !== "sheet" && began < breathUntil) {
    setTimeout(schedule, breathUntil - began);
    return;
  }
  if (best.resting && (restyling.advance(PIECE) || (ahead.lacking && ahead.advance(PIECE)))) return schedule();
  const made = best.key === "sheet" ? ahead.take(best) : null;
  if (made) counts.taken++;
  const { left, top, width, height } = made?.part ?? best;
  const bitmap = made?.bitmap ?? (best.resting ? resting.advance(best, version, PIECE) : painted(best));
  if (!bitmap) return schedule();
  wanted.delete(best.key);
  if (best.key === "sheet") {
    sent = { serial: best.serial, version, zoom: best.zoom, left, top, width, height };
    counts.sheets++;
    counts.sheetPx += width * height;
    breathUntil = performance.now() + BREATH;
  } else {
    counts.painted++;
  }
  const { key, serial, zoom } = best;
  postMessage({ type: "painted", key, serial, version, zoom, left, top, width, height, bitmap }, [bitmap]);
  if (early) {
    const pause = Math.max(PATIENCE, SHARE * (performance.now() - began));
    waitUntil = performance.now() + pause;
    setTimeout(schedule, pause + 1);
  }
  schedule();
}

/** The bitmap of a part of the map. */
function painted(part) {
  const sort = part.width * part.height < SMALL ? "small" : part.width === part.height ? "square" : "other";
  const steps = painting(part, sort);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** Paint a part of the map on the canvas `name`, a piece at a time; returns its bitmap. */
function* painting(part, name) {
  let began = performance.now();
  const width = Math.round(part.width * scene.dpr);
  const height = Math.round(part.height * scene.dpr);
  const canvas = (canvases[name] ??= new OffscreenCanvas(width, height));
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  if (restyling.due && part.key === "sheet" && restyling.paint(canvas, part, scene)) counts.relaid++;
  else {
    for (const piece of pieces(canvas.getContext("2d"), part, scene, scene.dpr)) {
      counts.paintedMs += performance.now() - began;
      yield piece;
      began = performance.now();
    }
  }
  const bitmap = canvas.transferToImageBitmap();
  weigh(bitmap);
  counts.paintedMs += performance.now() - began;
  return bitmap;
}

async function load(layer, revision) {
  if (!fetchLayer || loading.get(layer.name) === revision) return;
  loading.set(layer.name, revision);
  try {
    take(layer.name, await fetchLayer(layer.name, revision));
    broken.delete(layer.name);
  } catch (error) {
    broken.add(layer.name);
    postMessage({ type: "trouble", message: `${layer.name}: ${error.message}`, source: "worker" });
  } finally {
    if (loading.get(layer.name) === revision) loading.delete(layer.name);
    const announced = behind.get(layer.name) ?? 0;
    behind.delete(layer.name);
    if (layer.features && layer.revision < announced) load(layer, announced);
    settle();
  }
}

function take(name, buffer) {
  if (!scene.byName.has(name)) return;
  const began = performance.now();
  scene.load(name, buffer);
  counts.loaded++;
  counts.loadedMs += performance.now() - began;
  dirty(null);
  if (!view.zoom || !missing()) return;
  const sheet = wanted.get("sheet");
  if (sheet) beforehand.push(...scene.making(scene.byName.get(name), view.zoom, worldBox(sheet)));
  lull();
}

/** Tell the page what no longer shows the scene: everything, or what meets a box; `restyled` when a layer was recoloured. */
function dirty(boxes, restyled = false) {
  if (!restyled) restyling.forget();
  ahead.forget();
  version++;
  postMessage({ type: "dirty", boxes, version, notices: scene.notices(), revisions: scene.revisions() });
  schedule();
}

let syncs = [];

function settle() {
  if (loading.size) return;
  for (const token of syncs) postMessage({ type: "synced", token });
  syncs = [];
  schedule();
}

const on = {
  start({ parts, tokens, dpr, source, lang = "zh" }) {
    scene = new Scene(parts);
    scene.setLanguage(lang);
    scene.setResolution(dpr);
    scene.setTheme(tokens);
    if (source.kind === "scheme") {
      fetchLayer = async (name, revision) => {
        const answer = await fetch(`${source.base}${encodeURIComponent(name)}?revision=${revision}`);
        if (!answer.ok) throw new Error(`answered ${answer.status}`);
        return answer.arrayBuffer();
      };
    }
    waitUntil = performance.now() + PATIENCE;
    setTimeout(schedule, PATIENCE + 1);
  },
  layers({ specs }) {
    if (!scene.describe(specs)) return;
    for (const layer of scene.layers) {
      if (layer.spec.visible && layer.revision < layer.spec.revision) load(layer, layer.spec.revision);
    }
    dirty(null);
  },
  bytes({ name, buffer }) {
    take(name, buffer);
    settle();
  },
  patch({ patch }) {
    const layer = scene.byName.get(patch.layer);
    if (!layer || patch.revision <= layer.revision) return;
    if (loading.has(layer.name)) {
      behind.set(layer.name, patch.revision);
      return;
    }
    if (!layer.features) return; // hidden until now: it is fetched when it is shown
    if (patch.reload || patch.base !== layer.revision) {
      load(layer, patch.revision);
      return;
    }
    const boxes = scene.patch(patch, fromBase64(patch.upsert), view.zoom);
    counts.patched++;
    dirty(boxes);
  },
  recolour({ recolour }) {
    const layer = scene.byName.get(recolour.layer);
    if (!layer || recolour.revision <= layer.revision) return;
    if (layer.features && recolour.base === layer.revision && !loading.has(layer.name)) {
      restyling.recoloured(layer, scene.recolour(recolour, fromBase64(recolour.codes)));
      counts.recoloured++;
      dirty(null, true);
      return;
    }
    layer.describe(recolour.spec);
    if (layer.spec.visible) load(layer, recolour.revision);
    dirty(null);
  },
  theme({ tokens }) {
    scene.setTheme(tokens);
    dirty(null);
  },
  language({ lang }) {
    scene.setLanguage(lang);
    dirty(null);
  },
  heat({ heat }) {
    scene.setHeat(heat);
    dirty(null);
  },
  bare({ bare }) {
    if (scene.bare === bare) return;
    scene.bare = bare;
    dirty(null);
  },
  resolution({ dpr }) {
    scene.setResolution(dpr);
    dirty(null);
  },
  view({ zoom }) {
    if (zoom === view.zoom) return;
    restyling.forget();
    view = { zoom };
    for (const [key, job] of wanted) if (job.zoom !== zoom) wanted.delete(key);
  },
  paint({ jobs }) {
    for (const job of jobs) if (!answered(job)) wanted.set(job.key, job);
    schedule();
  },
  ahead({ jobs }) {
    ahead.expect(jobs, wanted.get("sheet"));
    schedule();
  },
  rank({ jobs }) {
    for (const { key, far } of jobs) {
      const job = wanted.get(key);
      if (job) Object.assign(job, { far, resting: false });
    }
  },
  sync({ token }) {
    syncs.push(token);
    settle();
  },
};

const answers = {
  overdue: (asked) => overdue(scene.layers, scene.aside(asked.zoom), asked),
  pick: ({ lat, lng, zoom, reach }) => {
    const { x, y } = worldPoint(lat, lng);
    const [left, top] = [x * TILE * 2 ** (zoom - 1), y * TILE * 2 ** (zoom - 1)];
    return pick(scene.layers, scene.aside(zoom), x, y, zoom, scene.names(zoom, [left, top, left, top]), reach);
  },
  /** The shape of each item: rings of [lat, lng] or a point, with what is needed to draw it again. */
  shapes: ({ items }) => items.map(shape).filter(Boolean),
  /** A selection of thousands: take it, and say where it is; what of it lies in a box. */
  choose: async ({ address }) => {
    const mine = new Chosen(scene);
    chosen = mine;
    if (!address) return null;
    loading.set(mine, 0); // what was said before a stamp is there when the stamp is told
    const answer = await fetch(address);
    if (answer.ok) mine.set(await answer.json());
    loading.delete(mine);
    setTimeout(settle);
    return mine.box();
  },
  /** Lines of [lat, lng] that a drawing hand snaps to, in a box of degrees. */
  outlines: (asked) => outlines(scene.layers, asked),
  crowd: (asked) => chosen.within(asked),
  /** The names at a map zoom that lines go through, and those that boxes cover, in px of the world. */
  crossed: (asked) => crossed(scene, asked),
  covered: (asked) => covered(scene, asked),
  /** Every name that is written at a map zoom, with the line under it. */
  written: ({ zoom }) => scene.names(zoom).map(({ text, under }) => (under ? `${text}\n${under}` : text)),
  /** How many features of each class a layer has. */
  tally: ({ layer }) => scene.byName.get(layer)?.tally() ?? {},
  /** Names that found no room at a map zoom inside a box of the world. */
  homeless: ({ zoom, box }) =>
    scene
      .layout(zoom)
      .left(box)
      .map(({ uid, layer, text, x, y }) => ({ uid, layer, text: shown(text), lat: latitude(y), lng: longitude(x) })),
  counts: () => ({ ...counts, ahead: ahead.painted, likely: ahead.likely.length, ready: ahead.ready.length, waiting: wanted.size, names: scene.names(view.zoom).map((name) => name.text) }),
};

function shape({ layer: name, kind, uid }) {
  const candidates = name ? [scene.byName.get(name)] : [...scene.layers].reverse().filter((l) => l.spec.kind === kind);
  for (const layer of candidates) {
    const feature = layer?.byUid.get(uid);
    if (!feature) continue;
    const found = { ...item(layer, feature), editable: layer.spec.editable && layer.isPoints };
    if (layer.isPoints) found.mark = feature.mark;
    else Object.assign(found, { rings: feature.rings.map(latlngs), open: feature.open });
    return found;
  }
  return null;
}

function latlngs(ring) {
  const points = new Array(ring.length / 2);
  for (let i = 0; i < points.length; i++) points[i] = [latitude(ring[2 * i + 1]), longitude(ring[2 * i])];
  return points;
}

onmessage = ({ data }) => {
  const reply = (answer) => postMessage({ type: "answer", id: data.id, answer });
  const found = data.ask && answers[data.ask](data);
  if (found instanceof Promise) found.then(reply);
  else if (data.ask) reply(found);
  else on[data.type](data);
};
