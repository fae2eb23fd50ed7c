// Names that something laid over the map meets: a line goes through them, or they name what is lit while the rest steps back,
// and the page writes them once more above it (names_above.js); words would cover them, and the page puts those elsewhere
// (stands.js). Where and how names are written stays layout.js's and writing.js's to say.

import { contains, overlap } from "./geometry.js";
import { linesOf } from "./writing.js";

/**
 * The names at map zoom `zoom` that one of `lines` meets, that name something within the rings `lit` or stand there, or that say within the
 * box `guided` in which township one is: each {x, y, lines, lit, guide}, x and y the middle of the name. Those that
 * name what is lit are written in the colour of text.
 *
 * All are flat arrays of px of the whole world at that zoom, as are the answers.
 */
export function crossed(scene, { zoom, lines, lit = [], guided = null }) {
  const reached = lines.map(boxOf);
  const struck = (box) => lines.some((line, i) => overlap(box, reached[i]) && meets(line, box));
  const guides = (name, box) => guided !== null && name.names.order <= TOWNSHIP && overlap(box, guided);
  const boxes = [...reached, ...lit.map(boxOf), ...(guided ? [guided] : [])];
  return scene.names(zoom, hull(boxes)).flatMap((name) => {
    const box = around(name);
    const within = (x, y) => lit.length > 0 && contains(lit, x, y);
    const stands = within(name.x, name.y);
    const bright = name.leader ? within(...name.leader) : stands;
    const guide = guides(name, box);
    if (!bright && !stands && !guide && !struck(box)) return [];
    const written = linesOf(name, scene).map((line) => (bright ? { ...line, colour: scene.tokens.text } : line));
    return [{ x: name.x, y: name.y, lines: written, lit: bright || stands, guide }];
  });
}

const TOWNSHIP = 0; // order of the names of townships: those of larger places come before them

/** Boxes, in px of the whole world, of the names and marks at map zoom `zoom` that one of `boxes` meets. */
export function covered(scene, { zoom, boxes }) {
  const whole = hull(boxes);
  return [...scene.names(zoom, whole).map(around), ...scene.aside(zoom).boxes(whole)].filter((one) => boxes.some((box) => overlap(one, box)));
}

const around = ({ x, y, width, height }) => [x - width / 2, y - height / 2, x + width / 2, y + height / 2];

/** The box around boxes. */
const hull = (boxes) => boxes.reduce((a, b) => [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])], [Infinity, Infinity, -Infinity, -Infinity]);

/** The box around a line. */
function boxOf(line) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < line.length; i += 2) {
    box[0] = Math.min(box[0], line[i]);
    box[1] = Math.min(box[1], line[i + 1]);
    box[2] = Math.max(box[2], line[i]);
    box[3] = Math.max(box[3], line[i + 1]);
  }
  return box;
}

/** Whether a line of several stretches meets a box. */
function meets(line, box) {
  for (let i = 2; i < line.length; i += 2) if (stretchMeets(line[i - 2], line[i - 1], line[i], line[i + 1], box)) return true;
  return false;
}

/** Whether the part of a stretch that lies within the box's width and height is not empty. */
function stretchMeets(x0, y0, x1, y1, [left, top, right, bottom]) {
  let [from, to] = [0, 1];
  for (const [start, way, low, high] of [
    [x0, x1 - x0, left, right],
    [y0, y1 - y0, top, bottom],
  ]) {
    if (way === 0) {
      if (start < low || start > high) return false;
      continue;
    }
    const [a, b] = [(low - start) / way, (high - start) / way];
    from = Math.max(from, Math.min(a, b));
    to = Math.min(to, Math.max(a, b));
  }
  return from <= to;
}
