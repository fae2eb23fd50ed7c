// The base map that the user added: tiles of a file, asked of the scheme and laid under everything else. Raster tiles are
// dimmed by the style sheet, vector tiles are drawn in the quiet colours of the theme. Tiles in GCJ-02 are moved to where
// their places are: by the shift at the middle of the view, which is true to the pixel as far as a view reaches.

import L from "leaflet";
import { gcj02 } from "./gcj02.js";
import { drawTile } from "./base_style.js";
import { carried } from "./source.js";

const VECTOR_TILE = 512;
const RASTER_TILE = 256;

const Tiles = L.GridLayer.extend({
  initialize(base, page) {
    const zoomed = base.vector ? 1 : 0; // a vector tile is drawn twice as large as a picture
    L.GridLayer.prototype.initialize.call(this, {
      pane: "base",
      tileSize: base.vector ? VECTOR_TILE : RASTER_TILE,
      minNativeZoom: base.low + zoomed,
      maxNativeZoom: base.high + zoomed,
      bounds: base.bounds,
      noWrap: true,
      keepBuffer: 1,
      opacity: base.opacity,
    });
    this.base = base;
    this.page = page;
    this.zoomed = zoomed;
    this.waiting = 0; // tiles asked for that have not come; read by tests
    this.came = new Map(); // key → bytes of a vector tile that is shown, to draw it again in another theme
    this.on("tileunload", ({ coords }) => this.came.delete(this._tileCoordsToKey(coords)));
  },

  createTile(coords, done) {
    const canvas = document.createElement("canvas");
    const side = this.getTileSize().x;
    canvas.width = canvas.height = Math.round(side * (this.zoomed ? window.devicePixelRatio : 1));
    this.waiting++;
    this.fetch(coords, canvas)
      .then(() => done(null, canvas))
      .catch((error) => done(error, canvas))
      .finally(() => this.waiting--);
    return canvas;
  },

  async fetch(coords, canvas) {
    const content = await tileOf(this.base, `${coords.z - this.zoomed}/${coords.x}/${coords.y}`);
    if (!content.size) return; // the file has nothing here
    if (this.base.vector) {
      const bytes = await content.arrayBuffer();
      this.came.set(this._tileCoordsToKey(coords), { bytes, canvas });
      drawTile(canvas, bytes, coords.z, this.page.tokens);
    } else {
      const picture = await createImageBitmap(content);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      picture.close();
    }
  },

  /** Draw what is shown again, in the theme of now. */
  redress() {
    for (const [key, { bytes, canvas }] of this.came) {
      drawTile(canvas, bytes, Number(key.split(":")[2]), this.page.tokens);
    }
  },

  /** How far, in px at `zoom`, tiles lie from where their places are. */
  shift(centre, zoom) {
    if (this.base.datum !== "gcj02") return L.point(0, 0);
    return this._map.project(gcj02(centre), zoom).subtract(this._map.project(centre, zoom));
  },

  _getTiledPixelBounds(centre) {
    const { min, max } = L.GridLayer.prototype._getTiledPixelBounds.call(this, centre);
    const shift = this.shift(centre, this._tileZoom);
    return L.bounds(min.add(shift), max.add(shift));
  },
});

/** The bytes of a tile, empty where the map has none: asked of the scheme, or among those that an exported page carries. */
async function tileOf(base, place) {
  if (!base.carried) return (await fetch(`base/${base.serial}/${place}`)).blob();
  inside ??= unpacked();
  const { index, blob, start } = await inside;
  const [offset, length] = index[place] ?? [0, 0];
  return blob.slice(start + offset, start + offset + length);
}

let inside = null;

/** What layers/base/tiles.py has packed. */
async function unpacked() {
  const bytes = await carried("guatu-base-tiles");
  const length = new DataView(bytes).getUint32(4, true);
  return { index: JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 8, length))), blob: new Blob([bytes]), start: 8 + length };
}

export class Base {
  constructor(page) {
    this.page = page;
    this.tiles = null;
    this.pane = page.map.createPane("base");
    this.pane.classList.add("guatu-base");
    this.credit = document.createElement("div");
    this.credit.className = "guatu-credit";
    this.credit.hidden = true;
    page.map.getContainer().append(this.credit);
    page.map.on("move zoom viewreset", () => this.#place());
  }

  /** Show a base map as layers/base/basemap.py describes it, or none. */
  set(base) {
    const shown = Boolean(base?.visible);
    this.page.engine.tell("bare", { bare: shown });
    if (this.tiles && base && shown && base.serial === this.tiles.base.serial && base.datum === this.tiles.base.datum) {
      this.tiles.setOpacity(base.opacity);
      return;
    }
    this.tiles?.remove();
    this.tiles = shown ? new Tiles(base, this.page).addTo(this.page.map) : null;
    this.pane.classList.toggle("guatu-base-raster", shown && !base.vector);
    this.credit.textContent = shown ? base.credit : "";
    this.credit.hidden = !this.credit.textContent;
    this.#place();
  }

  setTheme() {
    this.tiles?.redress();
  }

  #place() {
    if (!this.tiles) return;
    const { map } = this.page;
    const { x, y } = this.tiles.shift(map.getCenter(), map.getZoom());
    L.DomUtil.setPosition(this.pane, L.point(-Math.round(x), -Math.round(y)));
  }
}
