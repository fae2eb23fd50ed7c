// Places in the cells of a grid, so that those in a box are found without looking at all of them.

/** Places in cells, about one a cell. */
export class Grid {
  /** Of the places (x[i], y[i]) those that `taken(i)` says. */
  constructor(x, y, taken) {
    const rows = [];
    this.left = this.top = Infinity;
    let [right, bottom] = [-Infinity, -Infinity];
    for (let i = 0; i < x.length; i++) {
      if (!taken(i)) continue;
      rows.push(i);
      this.left = Math.min(this.left, x[i]);
      this.top = Math.min(this.top, y[i]);
      right = Math.max(right, x[i]);
      bottom = Math.max(bottom, y[i]);
    }
    this.side = Math.max(32, Math.sqrt(((right - this.left) * (bottom - this.top)) / (rows.length || 1)) || 0);
    this.wide = rows.length ? Math.floor((right - this.left) / this.side) + 1 : 0;
    this.high = rows.length ? Math.floor((bottom - this.top) / this.side) + 1 : 0;
    this.starts = new Uint32Array(this.wide * this.high + 1);
    const cells = rows.map((i) => Math.floor((y[i] - this.top) / this.side) * this.wide + Math.floor((x[i] - this.left) / this.side));
    for (const cell of cells) this.starts[cell + 1]++;
    for (let cell = 0; cell < this.wide * this.high; cell++) this.starts[cell + 1] += this.starts[cell];
    const next = this.starts.slice();
    this.rows = new Uint32Array(rows.length);
    cells.forEach((cell, at) => (this.rows[next[cell]++] = rows[at]));
  }

  /** Visit what lies in the cells that a box meets. */
  each(box, visit) {
    const column = (value) => Math.floor((value - this.left) / this.side);
    const row = (value) => Math.floor((value - this.top) / this.side);
    const [x0, x1] = [Math.max(0, column(box[0])), Math.min(this.wide - 1, column(box[2]))];
    for (let y = Math.max(0, row(box[1])), end = Math.min(this.high - 1, row(box[3])); y <= end; y++) {
      if (x0 > x1) return;
      for (let at = this.starts[y * this.wide + x0], last = this.starts[y * this.wide + x1 + 1]; at < last; at++) visit(this.rows[at]);
    }
  }
}
