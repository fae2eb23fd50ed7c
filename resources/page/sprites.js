// Small pictures that are drawn often: made once, then copied. The least used go when there are too many.

const MOST = 4000;

export class Sprites {
  /** `dpr` device pixels a CSS px. */
  constructor(dpr) {
    this.dpr = dpr;
    this.known = new Map();
  }

  /** Draw picture `key` around (x, y), `across` and `up` px to each side; `paint(pen)` makes it around (0, 0). */
  draw(ctx, key, x, y, across, up, paint) {
    const { canvas, width, height } = this.made(key, across, up, paint);
    const { dpr } = this;
    ctx.drawImage(canvas, Math.round((x - width / 2) * dpr) / dpr, Math.round((y - height / 2) * dpr) / dpr, width, height);
  }

  /** Picture `key`, made when it is not there yet. */
  made(key, across, up, paint) {
    let sprite = this.known.get(key);
    if (sprite) {
      if (this.known.size > MOST / 2) {
        this.known.delete(key); // the map's order is that of use
        this.known.set(key, sprite);
      }
      return sprite;
    }
    const { dpr } = this;
    const canvas = new OffscreenCanvas(2 * Math.ceil(across * dpr), 2 * Math.ceil(up * dpr));
    const pen = canvas.getContext("2d");
    pen.lang = "zh-CN"; // a worker has no element that says the language: without it 直 and 骨 may come in other forms
    pen.setTransform(dpr, 0, 0, dpr, canvas.width / 2, canvas.height / 2);
    paint(pen);
    sprite = { canvas, width: canvas.width / dpr, height: canvas.height / dpr };
    this.known.set(key, sprite);
    if (this.known.size > MOST) this.known.delete(this.known.keys().next().value);
    return sprite;
  }
}
