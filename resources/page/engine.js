// The page's side of the tile worker: a method for telling, a promise for asking.
//
// To the worker: start, layers, bytes, patch, recolour, theme, resolution, view, paint, rank, ahead, sync; questions:
// pick, shapes, counts.
// From the worker: painted (a picture), dirty (what no longer shows the scene), synced, trouble, answer.
// There is one worker: with sheets it has a third to paint of what tiles alone cost, and on two cores the other one has
// the page, the compositor and the window to serve.

const IN_PASSING = new Set(["view", "paint", "rank", "ahead", "sync"]); // what is told without another scene in mind

export class Engine {
  /** `make()` starts the worker; `on` has a function for each message: painted, dirty, synced, trouble. */
  constructor(make, on) {
    this.asked = new Map();
    this.serial = 0;
    this.told = 0; // messages that make another scene,
    this.known = 0; // and how many of them the worker is known to have dealt with
    this.syncs = new Map(); // token → how many there were when it was sent
    this.worker = make();
    this.worker.onmessage = ({ data }) => {
      if (data.type === "synced") this.#synced(data);
      if (data.type !== "answer") return on[data.type](data);
      this.asked.get(data.id)(data.answer);
      this.asked.delete(data.id);
    };
    this.worker.onerror = (event) => on.trouble({ message: event.message ?? "worker failed", source: "worker" });
  }

  tell(type, message = {}, transfer = []) {
    if (!IN_PASSING.has(type)) this.told++;
    if (type === "sync") this.syncs.set(message.token, this.told);
    this.worker.postMessage({ type, ...message }, transfer);
  }

  ask(question, message = {}) {
    const id = ++this.serial;
    return new Promise((resolve) => {
      this.asked.set(id, resolve);
      this.worker.postMessage({ ask: question, id, ...message });
    });
  }

  /** Whether the worker's scene is what it was told of: then there is nothing to wait for but pictures. */
  get inStep() {
    return this.known === this.told;
  }

  #synced({ token }) {
    this.known = Math.max(this.known, this.syncs.get(token) ?? 0);
    this.syncs.delete(token);
  }

  /** What the worker counted. */
  counts() {
    return this.ask("counts");
  }
}
