// The layer of painted tiles: a Leaflet GridLayer whose tiles are bitmaps from the worker. A new zoom is shown when all of
// it that can be seen is there; until then the old tiles stay, scaled. A tile that must be painted again keeps its old
// bitmap until the new one comes.

import L from "leaflet";

const TILE = 512;
const MARGIN = 192; // px around the view that are painted ahead, after everything in view

export const TileField = L.GridLayer.extend({
  options: { tileSize: TILE, updateWhenZooming: false, updateWhenIdle: false, updateInterval: 60, keepBuffer: 1, minZoom: 3 },

  /** `engine` paints; `settled` is called whenever every tile in view shows the newest scene. */
  initialize(engine, settled, options) {
    L.GridLayer.prototype.initialize.call(this, options);
    this.engine = engine;
    this.settled = settled;
    this.serial = 0;
    this.records = new Map(); // key → {key, coords, el, serial: last asked, shown: last painted, done}
    this.whole = true; // the present zoom has been complete once
    this.on("tileunload", ({ coords }) => this.forget(coords));
  },

  getEvents() {
    const events = L.GridLayer.prototype.getEvents.call(this);
    delete events.viewprereset; // it would clear the old tiles before the new ones are there
    return events;
  },

  onAdd(map) {
    L.GridLayer.prototype.onAdd.call(this, map);
    map.on("move", this.rank, this);
  },

  onRemove(map) {
    map.off("move", this.rank, this);
    L.GridLayer.prototype.onRemove.call(this, map);
  },

  createTile(coords, done) {
    const el = document.createElement("canvas");
    el.className = "guatu-tile";
    const key = `${coords.z}/${coords.x}/${coords.y}`;
    const record = { key, coords, el, serial: 0, shown: 0, done };
    this.records.set(key, record);
    this.request([record]);
    return el;
  },

  forget(coords) {
    const key = `${coords.z}/${coords.x}/${coords.y}`;
    if (this.records.delete(key)) this.engine.tell("drop", { keys: [key] });
    queueMicrotask(() => this.check());
  },

  /** Ask the worker for the tiles of `records`; a tile farther from the middle waits longer, the margin longest. */
  request(records) {
    for (const record of records) record.serial = ++this.serial;
    this.engine.paint(
      records.map((record) => {
        const { x, y, z } = record.coords;
        return { key: record.key, serial: record.serial, z: z - 1, x, y, far: this.far(record) };
      }),
    );
  },

  /** How long a tile may wait: tiles from the middle of the view, and more than all of them when it is out of view. */
  far(record) {
    const centre = this._map.project(this._map.getCenter(), this._tileZoom).divideBy(TILE);
    const off = Math.hypot(record.coords.x + 0.5 - centre.x, record.coords.y + 0.5 - centre.y);
    return off + (this.inView(record) ? 0 : 1000);
  },

  /** The map moved: what was asked for ahead may be in view now. */
  rank() {
    const late = [...this.records.values()].filter((record) => record.serial !== record.shown);
    if (late.length) this.engine.tell("rank", { tiles: late.map((record) => ({ key: record.key, far: this.far(record) })) });
  },

  /** Tell the worker which tiles one step of the wheel at `pointer` (container px) would ask for, in and out. */
  ahead(pointer) {
    const map = this._map;
    const size = map.getSize();
    const at = pointer ?? size.divideBy(2);
    const place = map.containerPointToLatLng(at);
    const tiles = [1, -1].flatMap((step) => {
      const zoom = this._tileZoom + step;
      if (zoom > map.getMaxZoom() || zoom < map.getMinZoom()) return [];
      const corner = map.project(place, zoom).subtract(at);
      return tilesWithin(L.bounds(corner, corner.add(size)), zoom);
    });
    this.engine.ahead(tiles);
  },

  inView({ coords }) {
    if (coords.z !== this._tileZoom) return false;
    const { min, max } = this._map.getPixelBounds(null, coords.z);
    const left = coords.x * TILE;
    const top = coords.y * TILE;
    return left < max.x && left + TILE > min.x && top < max.y && top + TILE > min.y;
  },

  /** A bitmap has come. */
  show({ key, serial, bitmap }) {
    const record = this.records.get(key);
    if (!record || serial < record.shown) return bitmap.close();
    const { el } = record;
    if (el.width !== bitmap.width) {
      el.width = bitmap.width;
      el.height = bitmap.height;
    }
    (record.pen ??= el.getContext("bitmaprenderer")).transferFromImageBitmap(bitmap);
    record.shown = serial;
    this.check();
  },

  /** Boxes of the world (or, with null, all of it) no longer show the scene of the worker `owner`. */
  dirty(boxes, owner) {
    const touched = [...this.records.values()].filter(
      (record) =>
        record.coords.z === this._tileZoom && this.engine.ownerOf(record.coords) === owner && meets(record, boxes),
    );
    if (touched.length) this.request(touched);
    this.check();
  },

  /** Whether every tile in view shows the newest scene. */
  complete() {
    if (!this._map || this._tileZoom === undefined || !this.records.size) return false;
    for (const record of this.records.values()) {
      if (record.serial !== record.shown && this.inView(record)) return false;
    }
    return true;
  },

  check() {
    if (!this._map) return;
    if (!this.whole && this.painted()) {
      this.whole = true;
      this._levels[this._tileZoom].el.style.visibility = "";
    }
    if (this.whole) {
      for (const record of this.records.values()) {
        if (!record.done || !record.shown || record.coords.z !== this._tileZoom) continue;
        const { done } = record;
        record.done = null;
        done(null, record.el);
      }
    }
    if (this.complete()) this.settled();
  },

  /** Whether every tile in view has been painted at least once. */
  painted() {
    for (const record of this.records.values()) if (!record.shown && this.inView(record)) return false;
    return this.records.size > 0;
  },

  _onCreateLevel(level) {
    level.el.style.visibility = "hidden";
    this.whole = false;
    this.engine.tell("view", { zoom: this._tileZoom });
  },

  /** As Leaflet's, but a tile is painted for the very zoom that is shown, whole or not, so that nothing is ever blurred. */
  _setView(center, zoom, noPrune, noUpdate) {
    const before = this._tileZoom;
    const outside = zoom < this.options.minZoom || zoom > this._map.getMaxZoom();
    const tileZoom = outside ? undefined : zoom;
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
    this.engine.tell("view", { zoom: this._tileZoom });
    const records = [...this.records.values()];
    const stale = records.filter(({ coords, shown }) => coords.z !== this._tileZoom && !shown);
    if (stale.length) this.engine.tell("drop", { keys: stale.map(({ key }) => key) });
    const kept = records.filter(({ coords, shown }) => coords.z === this._tileZoom && shown);
    if (kept.length) this.request(kept); // tiles kept from an earlier visit may show an older scene
    this.whole = false;
    this._levels[this._tileZoom].el.style.visibility = "hidden";
    this.check();
  },

  /** Old tiles stay until the present zoom is whole. */
  _pruneTiles() {
    if (this.whole) L.GridLayer.prototype._pruneTiles.call(this);
  },

  _getTiledPixelBounds(center) {
    const bounds = L.GridLayer.prototype._getTiledPixelBounds.call(this, center);
    return L.bounds(bounds.min.subtract([MARGIN, MARGIN]), bounds.max.add([MARGIN, MARGIN]));
  },
});

function tilesWithin({ min, max }, zoom) {
  const tiles = [];
  for (let x = Math.floor(min.x / TILE); x * TILE < max.x; x++) {
    for (let y = Math.floor(min.y / TILE); y * TILE < max.y; y++) {
      tiles.push({ key: `${zoom}/${x}/${y}`, z: zoom - 1, x, y });
    }
  }
  return tiles;
}

function meets({ coords: { x, y, z } }, boxes) {
  if (!boxes) return true;
  const span = 1 / 2 ** (z - 1);
  const [x0, y0, x1, y1] = [x * span, y * span, (x + 1) * span, (y + 1) * span];
  return boxes.some((box) => box[0] < x1 && box[2] > x0 && box[1] < y1 && box[3] > y0);
}
