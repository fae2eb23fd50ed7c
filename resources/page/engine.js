// The page's side of the tile worker: one object with a method for each message, promises for questions.
//
// To the worker: start, layers, bytes, patch, theme, resolution, view, paint, drop, sync; questions: pick, shapes, counts.
// From the worker: tile (a painted bitmap), dirty (what no longer shows the scene), synced, trouble, answer.

export class Engine {
  /** `worker` is the tile worker; `on` has a function for each message from it: tile, dirty, synced, trouble. */
  constructor(worker, on) {
    this.worker = worker;
    this.asked = new Map();
    this.serial = 0;
    worker.onmessage = ({ data }) => {
      if (data.type !== "answer") return on[data.type](data);
      this.asked.get(data.id)(data.answer);
      this.asked.delete(data.id);
    };
    worker.onerror = (event) => on.trouble({ message: event.message ?? "worker failed", source: "worker" });
  }

  tell(type, message = {}, transfer = []) {
    this.worker.postMessage({ type, ...message }, transfer);
  }

  ask(question, message = {}) {
    const id = ++this.serial;
    return new Promise((resolve) => {
      this.asked.set(id, resolve);
      this.worker.postMessage({ ask: question, id, ...message });
    });
  }
}
