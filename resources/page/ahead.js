// Pictures that the worker paints before anybody waits for them: what the next notches of the wheel would show, and the tiles
// below what is seen. The page says what is likely, the likeliest first; worker.js gives the time. A picture is painted a piece
// at a time, so that what is asked for meanwhile waits no longer than one; when it is asked for itself, it is finished at once.

import { within } from "./restyling.js";

const MOST_PX = 8e6; // device px of all that are ready: 32 MB

export class Ahead {
  /** `paints(part)` gives a generator that paints a part of the map and returns its bitmap. */
  constructor(paints) {
    this.paints = paints;
    this.likely = [];
    this.ready = []; // {part, bitmap}
    this.making = null; // {part, steps}
    this.painted = 0; // pictures so far
  }

  /**
   * These parts, each with the `least` of it that may be asked for, are likely; of others nothing is kept but what shows all of
   * `asked`, which is about to be taken.
   */
  expect(parts, asked) {
    this.likely = parts;
    const wanted = ({ part }) => parts.some(({ least }) => within(least, part)) || (asked && within(asked, part));
    for (const { bitmap } of this.ready.filter((each) => !wanted(each))) bitmap.close();
    this.ready = this.ready.filter(wanted);
    if (this.making && !wanted(this.making)) this.#giveUp();
  }

  /** The scene is another: nothing that was painted is right, and what is likely will be told again. */
  forget() {
    this.expect([]);
  }

  #giveUp() {
    this.making.steps.return();
    this.making = null;
  }

  /** What is to be painted next, null when everything likely is ready or there are enough px. */
  #next() {
    const px = this.ready.reduce((sum, { bitmap }) => sum + bitmap.width * bitmap.height, 0);
    if (px > MOST_PX) return null;
    return this.likely.find(({ least }) => !this.ready.some(({ part }) => within(least, part))) ?? null;
  }

  /** Whether the likeliest picture is not there yet. */
  get lacking() {
    const [first] = this.likely;
    return first !== undefined && !this.ready.some(({ part }) => within(first.least, part));
  }

  /** Paint for about `ms`; false when there is nothing to paint. */
  advance(ms) {
    const until = performance.now() + ms;
    if (!this.making) {
      const part = this.#next();
      if (!part) return false;
      this.making = { part, steps: this.paints(part) };
    }
    do this.#step();
    while (this.making && performance.now() < until);
    return true;
  }

  #step() {
    const { part, steps } = this.making;
    const { done, value } = steps.next();
    if (!done) return;
    this.making = null;
    this.painted++;
    this.ready.push({ part, bitmap: value });
  }

  /** Take out the picture that shows all of `asked`, {part, bitmap}; null when it was not begun. */
  take(asked) {
    if (this.making && within(asked, this.making.part)) while (this.making) this.#step();
    const found = this.ready.find(({ part }) => within(asked, part));
    if (!found) return null;
    this.ready = this.ready.filter((each) => each !== found);
    return found;
  }
}

/** The tile below a sheet, or beside the view, that is painted just now. */
export class Resting {
  constructor(paints) {
    this.paints = paints;
    this.underway = null; // {job, version, steps}
  }

  /** Paint the tile `job` of a scene at `version` for about `ms`; its bitmap, null while there is more to paint. */
  advance(job, version, ms) {
    if (this.underway?.job !== job || this.underway.version !== version) {
      this.underway?.steps.return();
      this.underway = { job, version, steps: this.paints(job) };
    }
    const until = performance.now() + ms;
    do {
      const { done, value } = this.underway.steps.next();
      if (!done) continue;
      this.underway = null;
      return value;
    } while (performance.now() < until);
    return null;
  }
}
