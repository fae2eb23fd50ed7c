// The picture of the map: a Leaflet GridLayer of tiles that the worker paints, and the sheets above them.
//
// What has to be seen at once comes as a sheet: a new zoom, another theme, an edit. What a dragging hand uncovers comes as
// tiles, painted ahead around the view while the map rests. Each tile keeps a list of what it is due: rects that the
// scene has changed since it was painted. A part of the view is right when its tile is due nothing there, or a sheet
// painted since lies over it. A new zoom is shown when all of it is right; until then the old one stays, scaled.

import L from "leaflet";
import { Sheets, around, holds, job, overlap, put, release, roomy, rounded } from "./sheets.js";

const TILE = 256;
const MARGIN = 192; // px around the view that are painted ahead
const REST = 300; // ms of quiet after which tiles are painted that nobody waits for: a hand that goes on has begun by then
const MOST_DUE = 8; // rects a tile is due before they are taken together

export const TileField = L.GridLayer.extend({
  options: { tileSize: TILE, updateWhenZooming: false, updateWhenIdle: false, updateInterval: 60, keepBuffer: 1, minZoom: 3 },

  /** `engine` paints; `settled` is called whenever everything in view shows the newest scene. */
  initialize(engine, settled, options) {
    L.GridLayer.prototype.initialize.call(this, options);
    this.engine = engine;
    this.settled = settled;
    this.sheets = new Sheets(engine);
    this.version = 0; // of the scene in the worker, as far as it has told
    this.records = new Map(); // key → {key, zoom, rect, el, due: [{rect, version}], asked, done}
    this.whole = true; // the present zoom has been complete once
    this.right = false; // everything in view showed the newest scene when last looked at
    this.on("tileunload", ({ coords, tile }) => {
      this.records.delete(keyOf(coords));
      release(tile);
    });
  },

  getEvents() {
    const events = L.GridLayer.prototype.getEvents.call(this);
    delete events.viewprereset; // it would clear the old tiles before the new ones are there
    return events;
  },

  onAdd(map) {
    L.GridLayer.prototype.onAdd.call(this, map);
    map.on("move", this.moved, this);
    map.on("moveend", this.check, this);
  },

  onRemove(map) {
    map.off("move", this.moved, this);
    map.off("moveend", this.check, this);
    this.sheets.forget();
    L.GridLayer.prototype.onRemove.call(this, map);
  },

  createTile(coords, done) {
    const el = document.createElement("canvas");
    el.className = "guatu-tile";
    el.width = el.height = 0;
    const rect = rectOf(coords);
    const record = { key: keyOf(coords), zoom: coords.z, rect, el, due: [{ rect, version: 0 }], asked: false, done };
    this.records.set(record.key, record);
    if (this.dragged()) this.request([record]);
    return el;
  },

  dragged() {
    return Boolean(this._map.dragging?.moving());
  },

  /**
   * Ask the worker for tiles; one farther from the middle waits longer, one out of view longest. While the map is `resting` the
   * picture of the next notch comes before them.
   */
  request(records, resting = false) {
    for (const record of records) record.asked = true;
    const jobs = records.map((record) => ({ ...job(record.key, record.zoom, record.rect), far: this.far(record), resting }));
    if (jobs.length) this.engine.tell("paint", { jobs });
  },

  far({ rect }) {
    const view = this.view();
    const off = Math.hypot(rect.left + rect.right - view.left - view.right, rect.top + rect.bottom - view.top - view.bottom);
    return off + (overlap(rect, view) ? 0 : 1e6);
  },

  /** What is seen of the present zoom. */
  view() {
    const { min, max } = this._map.getPixelBounds(null, this._tileZoom);
    return { left: Math.floor(min.x), top: Math.floor(min.y), right: Math.ceil(max.x), bottom: Math.ceil(max.y) };
  },

  /** The view and half of it around: what lies farther is mended when somebody comes there. */
  near({ left, top, right, bottom }) {
    const [across, down] = [(right - left) / 2, (bottom - top) / 2];
    return { left: left - across, top: top - down, right: right + across, bottom: bottom + down };
  },

  /** The map moved: what was asked for ahead may be in view now, and what rests may rest no longer. */
  moved() {
    clearTimeout(this.resting);
    this.right = false;
    if (this._tileZoom === undefined || !this.dragged()) return;
    const late = this.present();
    const asked = late.filter((record) => record.asked);
    if (asked.length) this.engine.tell("rank", { jobs: asked.map((record) => ({ key: record.key, far: this.far(record) })) });
    this.request(late.filter((record) => !record.asked && record.due.length));
  },

  /** The tiles of the present zoom. */
  present() {
    return [...this.records.values()].filter((record) => record.zoom === this._tileZoom);
  },

  /**
   * Tell the worker what the next steps of the wheel at `pointer` (container px) would show; `turned` is 1 when the last one
   * went in, -1 when it went out: whoever has turned the wheel is likely to turn it on.
   */
  ahead(pointer, turned) {
    const map = this._map;
    if (!map || this._tileZoom === undefined) return;
    const size = map.getSize();
    const at = pointer ?? size.divideBy(2);
    const place = map.containerPointToLatLng(at);
    const jobs = (turned < 0 ? [-1, 1, -2] : [1, 2, -1]).flatMap((step) => {
      const zoom = this._tileZoom + step;
      if (zoom > map.getMaxZoom() || zoom < map.getMinZoom()) return [];
      const corner = map.project(place, zoom).subtract(at);
      const rect = { left: corner.x, top: corner.y, right: corner.x + size.x, bottom: corner.y + size.y };
      if (this.sheets.keeps(zoom, rect)) return [];
      const least = job("", zoom, rounded(roomy(rect)));
      return [{ ...job("ahead", zoom, rounded(roomy(roomy(rect)))), least }]; // the view may come to lie a px beside it
    });
    this.engine.tell("ahead", { jobs });
  },

  /** A picture has come. */
  show(message) {
    this.version = Math.max(this.version, message.version);
    if (message.key === "sheet") this.sheets.show(message, this._levels[message.zoom], this.shows(message));
    else this.take(message);
    this.check();
  },

  /** Whether a picture shows all that is in view. */
  shows({ zoom, left, top, width, height }) {
    return zoom === this._tileZoom && holds({ left, top, right: left + width, bottom: top + height }, this.view());
  },

  take(message) {
    const record = this.records.get(message.key);
    if (!record) return message.bitmap.close();
    put(record.el, message);
    record.asked = false;
    record.due = record.due.filter((due) => due.version > message.version);
    if (record.done) {
      const { done } = record;
      record.done = null;
      done(null, record.el);
    }
    this.lift();
  },

  /** Let go of the sheets that nothing needs any more: no late tile lies below, and no older sheet that shows what they mend. */
  lift() {
    const late = this.present().filter(({ due }) => due.length);
    const kept = [];
    for (const sheet of this.sheets.at(this._tileZoom)) {
      const mends = kept.some(({ due }) => due.some(({ rect }) => overlap(rect, sheet.rect)));
      if (mends || late.some(({ rect }) => overlap(rect, sheet.rect))) kept.push(sheet);
    }
    this.sheets.retire((sheet) => sheet.zoom === this._tileZoom && !kept.includes(sheet));
  },

  /** Boxes of the world (or, with null, all of it) no longer show the scene, which is at `version` now. */
  dirty(boxes, version) {
    this.version = version;
    // at other zooms groups and names are others, and may have moved elsewhere
    this.sheets.forget(({ zoom, rect }) => zoom !== this._tileZoom || !boxes || boxes.some((box) => overlap(toPx(box, zoom), rect)));
    for (const record of [...this.records.values(), ...this.sheets.shown]) {
      for (const rect of boxes?.map((box) => toPx(box, record.zoom)) ?? [record.rect]) {
        const part = overlap(rect, record.rect);
        if (part) record.due.push({ rect: part, version });
      }
      if (record.due.length > MOST_DUE) record.due = [record.due.reduce((a, b) => ({ rect: around(a.rect, b.rect), version: b.version }))];
    }
    this.check();
  },

  /** The rect around what `places` show of an older scene, null when nothing. */
  wrong(places) {
    let found = null;
    for (const record of [...this.present(), ...this.sheets.at(this._tileZoom)]) {
      for (const due of record.due) {
        for (const place of places) {
          const part = overlap(due.rect, place);
          if (part && !this.sheets.cover(record.zoom, part, due.version)) found = found ? around(found, part) : part;
        }
      }
    }
    return found;
  },

  /** Whether everything in view shows the newest scene. */
  complete() {
    return Boolean(this._map) && this._tileZoom !== undefined && this.records.size > 0 && !this.wrong([this.view()]);
  },

  /** Ask for what is wrong; tell when nothing is any more or, when `asked`, that nothing is. */
  check(asked) {
    if (!this._map || this._tileZoom === undefined) return;
    const view = this.view();
    const near = this.near(view);
    this.sheets.leave(this._tileZoom, near);
    const wrong = this.wrong([view, ...this.sheets.at(this._tileZoom).map(({ rect }) => overlap(rect, near))]);
    if (wrong && this.dragged()) this.request(this.present().filter((record) => !record.asked && record.due.length));
    else if (wrong) this.sheets.ask(this._tileZoom, holds(wrong, view) ? around(roomy(view), wrong) : wrong, this.version);
    const before = this.right;
    this.right = !wrong || this.complete();
    if (!this.right) return;
    if (!this.whole) this.reveal();
    if (!before || asked === true) this.settled();
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.rest(), REST);
  },

  /** Nothing is waited for: bring the tiles below and around up to date. */
  rest() {
    if (this._tileZoom !== undefined) this.request(this.present().filter((record) => !record.asked && record.due.length), true);
  },

  /** Show the present zoom, let go of the others. */
  reveal() {
    this.whole = true;
    this._levels[this._tileZoom].el.style.visibility = "";
    this.sheets.retire((sheet) => sheet.zoom !== this._tileZoom);
    this._pruneTiles();
    this._updateLevels();
  },

  _onCreateLevel(level) {
    level.el.style.visibility = "hidden";
    this.whole = false;
  },

  /**
   * As Leaflet's, but a tile is painted for the very zoom that is shown, whole or not, so that nothing is ever blurred. While
   * two fingers pinch (`noUpdate`) a picture is asked for when the one before it has come; until then that one is scaled.
   */
  _setView(center, zoom, noPrune, noUpdate) {
    const before = this._tileZoom;
    const outside = zoom < this.options.minZoom || zoom > this._map.getMaxZoom();
    const tileZoom = noUpdate && !this.whole ? before : outside ? undefined : zoom;
    if (!noUpdate || tileZoom !== before) {
      this._tileZoom = tileZoom;
      this._updateLevels();
      this._resetGrid();
      if (tileZoom !== undefined) this._update(center);
      if (!noPrune) this._pruneTiles();
      this._noPrune = Boolean(noPrune);
    }
    this._setZoomTransforms(center, zoom);
    if (tileZoom !== before && tileZoom !== undefined) this.zoomed();
  },

  zoomed() {
    clearTimeout(this.resting);
    this.engine.tell("view", { zoom: this._tileZoom }); // the worker forgets what was asked for other zooms
    for (const record of this.records.values()) record.asked = false;
    this.whole = false;
    this._levels[this._tileZoom].el.style.visibility = "hidden";
    this.sheets.recall(this._tileZoom, this.view(), this._levels[this._tileZoom]);
    this.check();
  },

  /** Everything stays until the present zoom is whole; then other zooms go, and what is far from the view. */
  _pruneTiles() {
    if (!this._map || !this.whole) return;
    for (const [key, tile] of Object.entries(this._tiles)) {
      if (tile.coords.z !== this._tileZoom || !tile.current) this._removeTile(key);
    }
  },

  _getTiledPixelBounds(center) {
    const bounds = L.GridLayer.prototype._getTiledPixelBounds.call(this, center);
    return L.bounds(bounds.min.subtract([MARGIN, MARGIN]), bounds.max.add([MARGIN, MARGIN]));
  },
});

const keyOf = ({ x, y, z }) => `${z}/${x}/${y}`;

const rectOf = ({ x, y }) => ({ left: x * TILE, top: y * TILE, right: (x + 1) * TILE, bottom: (y + 1) * TILE });

/** A box of the world in px at a zoom. */
function toPx([x0, y0, x1, y1], zoom) {
  const side = 256 * 2 ** zoom;
  return { left: x0 * side, top: y0 * side, right: x1 * side, bottom: y1 * side };
}
