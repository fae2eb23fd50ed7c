// Small pictures that are drawn often: made once, then copied. Those that a part of the map needs are made together, in strips:
// a canvas for each of them costs more than the name that is written on it. The strips that were used least go when there are
// too many.

const MOST_PX = 8e6; // device px of all strips: 32 MB
const WIDE = 1024; // device px across a strip
const GAP = 1; // between two pictures

export class Sprites {
  /** `dpr` device pixels a CSS px. */
  constructor(dpr) {
    this.dpr = dpr;
    this.known = new Map(); // key → {strip, left, top, wide, high}
    this.strips = new Set(); // {image, px, keys, used}
    this.px = 0;
    this.clock = 0;
  }

  /** Draw a picture around (x, y): {key, across, up, paint}, `across` and `up` px to each side of what `paint(pen)` makes around (0, 0). */
  draw(ctx, picture, x, y) {
    if (!this.known.has(picture.key)) this.make([picture]);
    const { strip, left, top, wide, high } = this.known.get(picture.key);
    const { dpr } = this;
    strip.used = ++this.clock;
    const [width, height] = [wide / dpr, high / dpr];
    const [toX, toY] = [Math.round((x - width / 2) * dpr) / dpr, Math.round((y - height / 2) * dpr) / dpr];
    ctx.drawImage(strip.image, left, top, wide, high, toX, toY, width, height);
  }

  /** Make those of `pictures` that are not there yet. */
  make(pictures) {
    const places = new Map(); // key → {picture, left, top, wide, high}
    let [left, top, across, deep] = [0, 0, 0, 0];
    for (const picture of pictures) {
      if (this.known.has(picture.key) || places.has(picture.key)) continue;
      const wide = 2 * Math.ceil(picture.across * this.dpr);
      const high = 2 * Math.ceil(picture.up * this.dpr);
      if (left && left + wide > WIDE) [left, top, deep] = [0, top + deep + GAP, 0];
      places.set(picture.key, { picture, left, top, wide, high });
      left += wide + GAP;
      across = Math.max(across, left);
      deep = Math.max(deep, high);
    }
    if (places.size) this.#paint(places, across, top + deep);
  }

  #paint(places, wide, high) {
    const canvas = new OffscreenCanvas(wide, high);
    const pen = canvas.getContext("2d");
    pen.lang = "zh-CN"; // a worker has no element that says the language: without it 直 and 骨 may come in other forms
    for (const { picture, ...place } of places.values()) {
      pen.save();
      pen.beginPath();
      pen.rect(place.left, place.top, place.wide, place.high);
      pen.clip();
      pen.setTransform(this.dpr, 0, 0, this.dpr, place.left + place.wide / 2, place.top + place.high / 2);
      picture.paint(pen);
      pen.restore();
    }
    const strip = { image: canvas.transferToImageBitmap(), px: wide * high, keys: [...places.keys()], used: ++this.clock };
    for (const [key, { left, top, wide: across, high: up }] of places) this.known.set(key, { strip, left, top, wide: across, high: up });
    this.strips.add(strip);
    this.px += strip.px;
    if (this.px > MOST_PX) this.#thin(strip);
  }

  /** Let the strips go that were used least, but not `newest`. */
  #thin(newest) {
    for (const strip of [...this.strips].sort((a, b) => a.used - b.used)) {
      if (this.px <= MOST_PX || strip === newest) return;
      this.#drop(strip);
    }
  }

  #drop(strip) {
    for (const key of strip.keys) this.known.delete(key);
    strip.image.close();
    this.strips.delete(strip);
    this.px -= strip.px;
  }

  /** Let everything go. */
  clear() {
    for (const strip of this.strips) this.#drop(strip);
  }
}
