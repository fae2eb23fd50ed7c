// The page's side of the tile worker: a method for telling, a promise for asking.
//
// To the worker: start, layers, bytes, patch, recolour, theme, resolution, view, paint, rank, ahead, sync; questions:
// pick, shapes, counts.
// From the worker: painted (a picture), dirty (what no longer shows the scene), synced, trouble, answer.
// There is one worker: with sheets it has a third to paint of what tiles alone cost, and on two cores the other one has
// the page, the compositor and the window to serve.

export class Engine {
  /** `make()` starts the worker; `on` has a function for each message: painted, dirty, synced, trouble. */
  constructor(make, on) {
    this.asked = new Map();
    this.serial = 0;
    this.worker = make();
    this.worker.onmessage = ({ data }) => {
      if (data.type !== "answer") return on[data.type](data);
      this.asked.get(data.id)(data.answer);
      this.asked.delete(data.id);
    };
    this.worker.onerror = (event) => on.trouble({ message: event.message ?? "worker failed", source: "worker" });
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

  /** What the worker counted. */
  counts() {
    return this.ask("counts");
  }
}
