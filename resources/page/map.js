// The map: puts tiles, pointer, selection and bridge together and keeps the page's state (language, theme, tool, selected).
// `start` is called by the page that layers/pages/page.py composes.

import L from "leaflet";
import { Base } from "./base.js";
import { connect } from "./channel.js";
import { Drawn } from "./drawn.js";
import { Engine } from "./engine.js";
import { pin } from "./pin.js";
import { Margin } from "./margin.js";
import { Pointer } from "./pointer.js";
import { Selection } from "./selection.js";
import { sourceOf } from "./source.js";
import { say } from "./strings.js";
import { TileField } from "./tiles.js";
import { Toolbox } from "./toolbox.js";

const REST = 120; // ms without a move
const METRES = 40075016.686; // around the equator

class Page {
  constructor(map, config) {
    this.map = map;
    this.lang = config.lang;
    this.marks = config.marks;
    this.tool = { tool: "select" };
    this.selected = [];
    this.revisions = {};
    this.notices = [];
    this.stamps = [];
    this.zoom = map.getZoom();
    this.turned = 0; // 1 when the last zoom step went in, -1 when it went out
    this.synced = 0; // the stamp that the worker has reached
    this.channel = null;
    this.started = performance.now(); // with firstSettled: read by the bench
    this.firstSettled = 0;
    this.early = []; // what happened before the bridge was there
    const source = sourceOf(config.source);
    this.engine = new Engine(source.worker, {
      painted: (message) => this.tiles.show(message),
      dirty: (message) => this.#dirty(message),
      synced: ({ token }) => this.#synced(token),
      trouble: (message) => this.send("trouble", message),
    });
    this.engine.tell("start", { parts: config.marks, tokens: config.tokens, dpr: window.devicePixelRatio, source: source.config, lang: config.lang });
    this.engine.tell("layers", { specs: config.layers });
    source.feed(this.engine);
    this.tiles = new TileField(this.engine, () => this.#settled());
    this.selection = new Selection(map, this.engine, config.marks, (message) => this.send("moved", message));
    this.drawn = new Drawn(this, config);
    this.notice = document.createElement("div");
    this.notice.className = "guatu-notice";
    map.getContainer().append(this.notice);
    this.margin = new Margin(this, config.layers);
    this.beacon = document.createElement("div");
    this.beacon.className = "guatu-beacon";
    map.getContainer().append(this.beacon);
    this.base = new Base(this);
    this.setTheme(config, false);
    this.base.set(config.base);
    this.tiles.addTo(map);
    this.toolbox = new Toolbox(this);
    this.pointer = new Pointer(map, this.engine, this, (name, message) => this.send(name, message));
    map.on("moveend", () => {
      this.#viewChanged();
      this.lookOn();
    });
    new ResizeObserver(() => map.invalidateSize({ animate: false, pan: false })).observe(map.getContainer());
    this.#watchResolution();
    window.addEventListener("error", ({ message }) => this.send("trouble", { message, source: "page" }));
    window.addEventListener("unhandledrejection", ({ reason }) => this.send("trouble", { message: String(reason), source: "page" }));
    connect().then((channel) => this.#connected(channel));
  }

  send(name, message) {
    if (this.channel) this.channel.send(name, message);
    else this.early.push([name, message]);
  }

  #connected(channel) {
    channel.on("layersChanged", ({ layers }) => {
      this.engine.tell("layers", { specs: layers });
      this.margin.describe(layers);
      this.selection.refresh();
    });
    channel.on("patched", (patch) => this.engine.tell("patch", { patch }));
    channel.on("recoloured", (recolour) => {
      this.engine.tell("recolour", { recolour });
      this.margin.describeOne(recolour.spec);
    });
    channel.on("selectionChanged", (message) => this.select(message));
    channel.on("drawingChanged", (message) => this.drawn.told(message));
    channel.on("viewRequested", (view) => this.goTo(view));
    channel.on("toolChanged", (tool) => this.setTool(tool));
    channel.on("toolTold", (message) => this.toolbox.told(message));
    channel.on("baseChanged", (base) => this.base.set(base));
    channel.on("themeChanged", (theme) => this.setTheme(theme, true));
    channel.on("languageChanged", ({ lang }) => this.setLanguage(lang));
    channel.on("stampRequested", ({ token }) => this.stamp(token));
    channel.send("ready", {});
    this.channel = channel;
    for (const [name, message] of this.early.splice(0)) channel.send(name, message);
    this.#viewChanged();
  }

  async select({ items, chosen, fly }) {
    this.selected = items;
    this.pointer.hover.refresh();
    if (chosen) {
      const bounds = await this.selection.selectMany(chosen);
      await this.pointer.free();
      if (fly && bounds) this.map.fitBounds(bounds, { animate: false, padding: [40, 40], maxZoom: 16 });
      return;
    }
    const shapes = await this.selection.select(items);
    if (!fly || !shapes.length) return;
    await this.pointer.free();
    if (shapes.length === 1 && shapes[0].mark) {
      this.map.setView([shapes[0].lat, shapes[0].lng], Math.max(16, this.map.getZoom()), { animate: false });
      return;
    }
    const places = shapes.flatMap((shape) => shape.rings?.flat() ?? [[shape.lat, shape.lng]]);
    this.map.fitBounds(L.latLngBounds(places), { animate: false, padding: [80, 80], maxZoom: 16 });
  }

  async goTo(view) {
    await this.pointer.free();
    if (view.bounds) this.map.fitBounds(view.bounds, { animate: false, padding: [24, 24] });
    else this.map.setView([view.lat, view.lng], view.zoom, { animate: false });
    if (view.pin) pin(this.map, [view.lat, view.lng]);
  }

  setTool(tool) {
    this.tool = tool;
    this.pointer.here.close();
    this.toolbox.use(tool);
    this.map.getContainer().style.cursor = this.toolbox.cursor;
  }

  setTheme({ tokens }, repaint) {
    this.tokens = tokens;
    const { style } = document.documentElement;
    for (const [name, value] of Object.entries(tokens)) {
      if (typeof value === "string") style.setProperty(`--${name.replaceAll("_", "-")}`, value);
    }
    if (repaint) this.engine.tell("theme", { tokens });
    this.selection.setTheme(tokens);
    document.documentElement.dataset.theme = tokens.theme;
    this.base.setTheme();
    this.drawn.restyle();
  }

  setLanguage(lang) {
    this.lang = lang;
    document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
    this.engine.tell("language", { lang });
    this.drawn.restyle();
    this.toolbox.hint.say();
    this.#note();
  }

  #dirty({ boxes, version, notices, revisions }) {
    this.revisions = revisions;
    this.notices = notices;
    this.#note();
    this.drawn.follow();
    this.tiles.dirty(boxes, version);
    this.selection.refresh();
    this.pointer?.hover.refresh();
  }

  #note() {
    this.notice.textContent = this.notices.map((notice) => say(notice, this.lang)).join(" · ");
    this.notice.hidden = !this.notices.length;
  }

  /** Python wants to know when everything it said until now is on the screen. */
  async stamp(token) {
    if (this.engine.inStep) this.synced = Math.max(this.synced, token);
    else this.engine.tell("sync", { token });
    await this.toolbox.ready;
    await this.selection.refresh();
    await this.drawn.ready;
    this.stamps.push(token);
    this.tiles.check(true);
  }

  #synced(token) {
    this.synced = Math.max(this.synced, token);
    this.tiles.check(true);
  }

  /** What is in view is the newest scene. A stamp that this covers lights the beacon in the very frame that shows it. */
  #settled() {
    if (this.settling) return;
    this.settling = true;
    requestAnimationFrame(() => {
      this.settling = false;
      if (!this.tiles.complete()) return;
      this.firstSettled ||= performance.now();
      this.lookAhead();
      this.margin.later();
      const done = this.stamps.filter((token) => token <= this.synced);
      this.stamps = this.stamps.filter((token) => token > this.synced);
      const token = done.length ? Math.max(...done) : 0;
      const tell = () => this.send("painted", { revisions: this.revisions, token, beacon: this.beaconColour });
      if (!token) return afterFrame(tell);
      this.#light(token); // in this very frame, which shows what came before it
      tell();
    });
  }

  /** A while after scene and pointer came to rest: have the next zoom steps painted, in case they come. */
  lookAhead() {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.tiles.ahead(this.pointer.at, this.turned), REST);
  }

  /** The view is another: the next step may come at once. */
  lookOn() {
    const zoom = this.map.getZoom();
    this.turned = Math.sign(zoom - this.zoom) || this.turned;
    this.zoom = zoom;
    if (!this.firstSettled) return; // the window is opening: it has other things to do
    clearTimeout(this.resting);
    this.tiles.ahead(this.pointer.at, this.turned);
  }

  /** Two px in the corner take a shade that tells `token`: when the window shows the shade, it shows this frame. */
  #light(token) {
    const ground = parseInt(this.tokens.outside.slice(1), 16) & 0xf8f8f8;
    const shade = ground | ((token & 7) << 16) | (((token >> 3) & 7) << 8) | ((token >> 6) & 7);
    this.beaconColour = `#${shade.toString(16).padStart(6, "0")}`;
    this.beacon.style.backgroundColor = this.beaconColour;
  }

  #viewChanged() {
    const { lat, lng } = this.map.getCenter();
    const zoom = this.map.getZoom();
    const bounds = this.map.getBounds();
    this.send("viewChanged", {
      lat,
      lng,
      zoom,
      bounds: [
        [bounds.getSouth(), bounds.getWest()],
        [bounds.getNorth(), bounds.getEast()],
      ],
      scale_m: (METRES * Math.cos((lat * Math.PI) / 180)) / (256 * 2 ** zoom),
    });
  }

  #watchResolution() {
    const query = matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
    query.addEventListener(
      "change",
      () => {
        this.engine.tell("resolution", { dpr: window.devicePixelRatio });
        this.#watchResolution();
      },
      { once: true },
    );
  }
}

/** From an animation frame: call `then` when that frame has been handed over for display. */
function afterFrame(then) {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = then;
  port2.postMessage(0);
}

/** Turn the Leaflet `map` of the page into the war-room's; the answer is kept for tests and the bench. */
export function start(map, config) {
  const page = new Page(map, config);
  globalThis.guatu.page = page;
  return page;
}
