// The page's side of the tile workers: one object with a method for each message, promises for questions.
//
// With cores to spare there are two workers: each holds the whole scene and owns every other tile, as on a chessboard. On
// two cores one is faster: the other core has the page, the compositor and the window to serve.
// To the workers: start, layers, bytes, patch, theme, resolution, view, paint, rank, ahead, drop, sync; questions:
// pick, shapes, choose, crowd, counts.
// From a worker: tile (a painted bitmap), dirty (what no longer shows the scene), synced, trouble, answer.

export class Engine {
  /** `make()` starts a tile worker, `count` times; `on` has a function for each message: tile, dirty, synced, trouble. */
  constructor(make, count, on) {
    this.asked = new Map();
    this.serial = 0;
    this.workers = Array.from({ length: count }, (_, owner) => {
      const worker = make();
      worker.onmessage = ({ data }) => {
        if (data.type !== "answer") return on[data.type](data, owner);
        this.asked.get(data.id)(data.answer);
        this.asked.delete(data.id);
      };
      worker.onerror = (event) => on.trouble({ message: event.message ?? "worker failed", source: "worker" });
      return worker;
    });
  }

  /** Which worker paints the tile (x, y). */
  ownerOf({ x, y }) {
    return Math.abs(x + y) % this.workers.length;
  }

  /** Tell every worker. */
  tell(type, message = {}) {
    for (const worker of this.workers) worker.postMessage({ type, ...message });
  }

  /** Ask each tile of the worker that owns it. */
  paint(tiles) {
    this.workers.forEach((worker, owner) => {
      const own = tiles.filter((tile) => this.ownerOf(tile) === owner);
      if (own.length) worker.postMessage({ type: "paint", tiles: own });
    });
  }

  /** Tell each worker which of its tiles may be asked for next. */
  ahead(tiles) {
    this.workers.forEach((worker, owner) => {
      worker.postMessage({ type: "ahead", tiles: tiles.filter((tile) => this.ownerOf(tile) === owner) });
    });
  }

  /** Ask one worker; they all know the same. */
  ask(question, message = {}, owner = 0) {
    const id = ++this.serial;
    return new Promise((resolve) => {
      this.asked.set(id, resolve);
      this.workers[owner].postMessage({ ask: question, id, ...message });
    });
  }

  /** What the workers counted, added up. */
  async counts() {
    const [first, ...others] = await Promise.all(this.workers.map((_, owner) => this.ask("counts", {}, owner)));
    for (const other of others) {
      for (const name of ["painted", "ahead", "taken", "paintedMs", "waiting"]) first[name] += other[name];
    }
    return first;
  }
}
