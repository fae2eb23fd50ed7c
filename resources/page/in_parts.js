// Long work in parts, for generators that stop between two of them.

const MOST = 50; // pictures a part: a few ms when all of them are new

/** Do `work` on some of `list` after the other. */
export function* inParts(list, work) {
  for (let at = 0; at < list.length; at += MOST) {
    work(list.slice(at, at + MOST));
    yield;
  }
}
