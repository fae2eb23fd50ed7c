// What a hand does: hover names a thing, a click or a tap selects it, a right click or a long touch asks for its menu, the
// wheel zooms a step, keys as on the web maps people know; two fingers are Leaflet's (`pinch.js`). It asks the worker what is there and
// tells the page; it draws only the tooltip. The tool in hand (`toolbox.js`) is asked first.

import "./pinch.js";
import { byFinger, reach, watchHand } from "./hand.js";
import { Here } from "./here.js";
import { Hover } from "./hover.js";
import { say } from "./strings.js";
import { tally } from "./tally.js";
import { shown } from "./text.js";

const PAN = 120; // px an arrow key moves the map
const PANS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const PAGES = { PageUp: -1, PageDown: 1 }; // a view up or down, less what both views share
const SHARED = 0.15;
const STEPS = { "+": 1, "=": 1, "-": -1, _: -1 };
const TOGETHER = 16; // px apart at the closest view that still count as one spot
const NOTCH = 60; // px of wheel travel that make one step of zoom
const TURNS = { "]": 1, "[": -1 };
const TWICE = 600; // ms in which a second click is part of a double click

export class Pointer {
  /** `send(event, message)` tells Python; `state` has the page's language and tool. */
  constructor(map, engine, state, send) {
    this.map = map;
    this.engine = engine;
    this.state = state;
    this.send = send;
    this.asking = false;
    this.at = null; // px in the map, null when the pointer is elsewhere
    this.latest = null;
    this.hoveredKey = "";
    this.hover = new Hover(state);
    watchHand();
    this.tooltip = document.createElement("div");
    this.tooltip.className = "guatu-tooltip";
    this.tooltip.hidden = true;
    map.getContainer().append(this.tooltip);
    map.on("mousemove", (event) => this.#moved(event));
    map.on("mouseout", () => this.#left());
    map.on("dragstart zoomstart", () => this.#hide());
    map.on("click", (event) => this.#clicked(event));
    map.on("dblclick", (event) => this.#twice(event));
    map.boxZoom.enable();
    this.here = new Here(state, (items) => this.#choose(items));
    this.#watchHand(map.getContainer());
    map.on("contextmenu", (event) => this.#asked(event));
    map.getContainer().addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    document.addEventListener("keydown", (event) => this.#key(event));
  }

  #pick({ lat, lng }) {
    return this.engine.ask("pick", { lat, lng, zoom: this.map.getZoom(), reach: reach() });
  }

  /** One question at a time; the place asked for last wins. */
  async #moved(event) {
    const { lat, lng } = event.latlng;
    const { state } = this;
    const touched = byFinger(event.originalEvent);
    this.at = touched ? null : event.containerPoint;
    state.lookAhead();
    this.send("pointerAt", { lat, lng });
    state.toolbox.take("move", event);
    if (state.toolbox.active || touched) return this.#hide();
    this.latest = event;
    if (this.asking || event.originalEvent.buttons) return;
    this.asking = true;
    while (this.latest) {
      const at = this.latest;
      this.latest = null;
      const items = await this.#pick(at.latlng);
      if (this.gone) break;
      this.#hover(items, at);
    }
    this.asking = false;
    this.gone = false;
  }

  #hover(items, { latlng: { lat, lng }, containerPoint }) {
    const key = items.map((item) => `${item.layer} ${item.uid ?? item.lat}`).join();
    if (key !== this.hoveredKey) {
      this.hoveredKey = key;
      this.#fill(items);
      this.hover.show(items[0] ?? null);
      this.send("hovered", { items: items.map(told), lat, lng });
    }
    const top = items[0];
    this.#giveWay(items);
    this.map.getContainer().style.cursor =
      this.state.toolbox.cursor || (top && (top.cluster || top.layer) ? "pointer" : "");
    this.#place(containerPoint);
  }

  #fill(items) {
    this.tooltip.replaceChildren();
    const { lang } = this.state;
    items.slice(0, 4).forEach((item, i) => {
      const name = item.cluster ? say("cluster", lang, { n: item.cluster.count }) : shown(item.label);
      const title = item.title?.[lang] ?? "";
      const line = document.createElement("div");
      line.className = i ? "guatu-tooltip-under" : "guatu-tooltip-name";
      const texts = [name, title, item.overdue && !item.cluster && say("overdue", lang)].filter(Boolean);
      if (i && !name) return;
      texts.forEach((text, n) => {
        const bit = document.createElement("bdi");
        bit.className = n ? "guatu-tooltip-title" : "";
        bit.textContent = text;
        line.append(bit);
      });
      this.tooltip.append(line);
      if (!i && item.cluster) this.tooltip.append(tally(item.cluster, this.state));
      if (!i && item.note) {
        const note = document.createElement("bdi");
        note.className = "guatu-tooltip-note";
        note.textContent = shown(item.note);
        this.tooltip.append(note);
      }
    });
    this.tooltip.hidden = !this.tooltip.childElementCount;
  }

  #place({ x, y }) {
    if (this.tooltip.hidden) return;
    const { x: width, y: height } = this.map.getSize();
    const { offsetWidth, offsetHeight } = this.tooltip;
    const left = x + 16 + offsetWidth > width ? x - 12 - offsetWidth : x + 16;
    const top = y + 18 + offsetHeight > height ? y - 12 - offsetHeight : y + 18;
    this.tooltip.style.transform = `translate(${Math.max(4, left)}px, ${Math.max(4, top)}px)`;
  }

  /** The list of what lies here says what the tooltip would, and more. */
  #giveWay(items) {
    this.tooltip.hidden ||= this.here.lists(items);
  }

  #hide() {
    this.hoveredKey = "";
    this.tooltip.hidden = true;
    this.hover.show(null);
  }

  #left() {
    this.at = null;
    this.gone = this.asking;
    this.latest = null;
    this.#hide();
    this.send("hovered", { items: [], lat: null, lng: null });
    this.send("pointerAt", null);
  }

  async #clicked(event) {
    const { latlng, originalEvent, containerPoint } = event;
    const { lat, lng } = latlng;
    const { tool, toolbox } = this.state;
    if (toolbox.take("click", event)) return;
    if (tool.tool === "add") return this.send("placed", { kind: tool.kind, lat, lng });
    if (originalEvent.detail > 1) return; // the second half of a double click
    const items = await this.#pick(latlng);
    if (items[0]?.cluster && this.#open(items[0])) {
      this.opened = performance.now();
      return;
    }
    const { shiftKey: shift, ctrlKey: ctrl } = originalEvent;
    const found = items.flatMap(members);
    this.place = { lat, lng };
    this.send("clicked", { items: shift || ctrl ? found : this.here.clicked(containerPoint, found), ...this.place, shift, ctrl });
    this.#giveWay(found);
  }

  /** A double click comes a step closer, unless its first half has opened a cluster. */
  #twice(event) {
    if (this.state.toolbox.take("twice", event)) return;
    if (this.state.tool.tool === "add" || performance.now() - (this.opened ?? -Infinity) < TWICE) return;
    const zoom = Math.min(this.map.getMaxZoom(), this.map.getZoom() + 1);
    this.#hide();
    this.map.setZoomAround(event.containerPoint, zoom, { animate: false });
  }

  /** One of the things that lie at the place clicked last is wanted instead. */
  #choose(items) {
    this.#giveWay(items);
    this.send("clicked", { items, ...this.place, shift: false, ctrl: false });
  }

  /** Resolves when no button and no finger is down: the map never moves by itself under a hand. */
  free() {
    return this.held.size ? new Promise((resolve) => this.waiting.push(resolve)) : Promise.resolve();
  }

  #watchHand(container) {
    this.held = new Set(); // pointers that are down
    this.waiting = [];
    container.addEventListener("pointerdown", ({ pointerId }) => this.held.add(pointerId));
    for (const name of ["pointerup", "pointercancel", "blur"]) {
      window.addEventListener(name, ({ pointerId }) => {
        if (name === "blur") this.held.clear();
        else this.held.delete(pointerId);
        if (this.held.size) return;
        for (const resolve of this.waiting.splice(0)) resolve();
      });
    }
  }

  /** Zoom to what a cluster holds; what no closer view would part is spread out, and then false: it is selected too. */
  #open(item) {
    const { cluster, lat, lng } = item;
    const { bounds } = cluster;
    const zoom = this.map.getZoom();
    const closer = Math.min(this.map.getMaxZoom(), Math.max(zoom + 1, this.map.getBoundsZoom(bounds, false, [80, 80])));
    const corners = bounds.map((corner) => this.map.project(corner, this.map.getMaxZoom()));
    if (closer <= zoom || corners[0].distanceTo(corners[1]) < TOGETHER) {
      this.state.drawn.fan.open(item);
      return false;
    }
    this.map.setView([lat, lng], Math.min(closer, zoom + 4), { animate: false });
    return true;
  }

  async #asked({ latlng, containerPoint: { x, y } }) {
    this.#hide();
    const items = await this.#pick(latlng);
    this.send("contextRequested", { items: items.flatMap(members), lat: latlng.lat, lng: latlng.lng, x, y });
  }

  /** A notch is a step, at once and around the pointer; a touch pad's travel adds up to steps. */
  #wheel(event) {
    event.preventDefault();
    const travel = event.deltaMode === 1 ? event.deltaY * 20 : event.deltaY;
    this.travel = Math.sign(this.travel ?? 0) === Math.sign(travel) ? (this.travel ?? 0) + travel : travel;
    if (Math.abs(this.travel) < NOTCH) return;
    const step = -Math.sign(this.travel);
    this.travel = 0;
    const zoom = Math.min(this.map.getMaxZoom(), Math.max(this.map.getMinZoom(), this.map.getZoom() + step));
    if (zoom === this.map.getZoom()) return;
    this.#hide();
    this.at = this.map.mouseEventToContainerPoint(event);
    this.map.setZoomAround(this.at, zoom, { animate: false });
  }

  #anySelected() {
    return this.state.selected.length > 0 || this.state.selection.crowd.on;
  }

  #key(event) {
    const pan = PANS[event.key];
    const step = STEPS[event.key];
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const turn = event.key === "Tab" ? (event.shiftKey ? -1 : 1) : TURNS[event.key];
    if (this.state.toolbox.take("key", event)) {
      event.preventDefault();
    } else if (turn && this.here.step(turn)) {
      event.preventDefault();
    } else if (event.key === "Home") {
      this.send("wholeAsked", {});
    } else if (event.key === "Escape" && this.here.close()) {
      // the list first, the selection with the next one
    } else if (pan) {
      this.map.panBy(pan.map((share) => share * PAN), { animate: false });
    } else if (PAGES[event.key]) {
      this.map.panBy([0, PAGES[event.key] * (1 - SHARED) * this.map.getSize().y], { animate: false });
      event.preventDefault();
    } else if (step) {
      this.map.setZoom(this.map.getZoom() + step, { animate: false });
    } else if (event.key === "Escape") {
      if (this.state.tool.tool !== "select") {
        this.send("toolDropped", {});
      } else if (this.#anySelected()) {
        this.send("clicked", { items: [], lat: null, lng: null, shift: false, ctrl: false });
      }
    } else if (event.key === "Delete" && this.#anySelected()) {
      this.send("deleteRequested", { items: this.state.selected });
    }
  }
}

/** An item as Python is told of it. */
const told = ({ layer, kind, uid, label, title, area, lat, lng, cluster }) => ({ layer, kind, uid, label, title, area, lat, lng, cluster });

/** The records of an item: itself, or those of a cluster that can't be opened further. */
const members = (item) =>
  item.cluster ? item.cluster.uids.map((uid, i) => told({ ...item, uid, label: item.cluster.labels[i], cluster: undefined })) : [told(item)];
