// What a picture weighs, told to the collector. The native pixels of a bitmap that is sent from the worker to the page stay
// until the objects that carried it are collected on either side, and the collector, which does not see pixels, would come
// when gigabytes are gone. Array buffers it does see: one as large, let go of untouched, costs nothing and counts as much.

const BYTES = 4; // a px

/** Count `width` × `height` px; the answer is what was counted. */
export function weigh({ width, height }) {
  return new ArrayBuffer(BYTES * width * height).byteLength;
}
