// Names as they are written on a part of the map: with halo, the line of figures under them, and the line that joins one to
// an area too small for it. Where they stand is layout.js's to say.

import { inParts } from "./in_parts.js";
import { LINE, nearest, underFont } from "./labels.js";

const LONGEST_LEADER = 60; // px
export const HALO = 4; // px: width of the stroke in the land's colour behind a name, half of it seen

/** Write the names of `scene` that reach into the part `tile` {zoom, left, top, width, height}, some at a time. */
export function* names(ctx, tile, scene) {
  const { left, top } = tile;
  const { sprites } = scene.marks;
  const reaching = scene.names(tile.zoom, [left, top, left + tile.width, top + tile.height]).filter((name) => {
    const led = name.leader ? LONGEST_LEADER : 0;
    const across = name.width / 2 + 3 + led;
    const up = name.height + led;
    const [x, y] = [name.x - left, name.y - top];
    return x + across >= 0 && x - across <= tile.width && y + up >= 0 && y - up <= tile.height;
  });
  yield;
  yield* inParts(reaching, (part) => {
    const pictures = part.map((name) => picture(name, scene));
    sprites.make(pictures);
    part.forEach((name, i) => {
      ctx.globalAlpha = name.opacity;
      if (name.leader) leader(ctx, name, tile, scene);
      sprites.draw(ctx, pictures[i], name.x - left, name.y - top);
    });
  });
}

/** Box around a name, its leader too, in px of the world. */
export function reachOf({ x, y, width, height, leader: at }) {
  const [across, up] = [width / 2 + 4, height];
  const [fromX, fromY] = at ?? [x, y];
  return [Math.min(x - across, fromX - 3), Math.min(y - up, fromY - 3), Math.max(x + across, fromX + 3), Math.max(y + up, fromY + 3)];
}

/** The line from an area that is too small for its name to the name beside it, with a dot in the area. */
function leader(ctx, { x, y, width, height, leader: at, names: { colour } }, { left, top }, scene) {
  const box = [x - width / 2 - 1, y - height / 2 + 2, x + width / 2 + 1, y + height / 2 - 2];
  const [toX, toY] = nearest(at[0], at[1], box);
  const trace = () => {
    ctx.beginPath();
    ctx.moveTo(at[0] - left, at[1] - top);
    ctx.lineTo(toX - left, toY - top);
    ctx.stroke();
  };
  ctx.strokeStyle = scene.tokens.land;
  ctx.lineWidth = 3;
  trace();
  ctx.strokeStyle = ctx.fillStyle = scene.marks.colour(colour);
  ctx.lineWidth = 1;
  trace();
  ctx.beginPath();
  ctx.arc(at[0] - left, at[1] - top, 1.8, 0, 2 * Math.PI);
  ctx.fill();
}

/** The lines of a name as {text, font, colour, down}, `down` px from the middle of the name to the baseline. */
export function linesOf(name, scene) {
  const { text, under, font } = name;
  const { size, colour } = name.names;
  const rise = under ? (size * LINE) / 2 : 0;
  const lines = [{ text, font, colour: scene.marks.colour(colour), down: size * 0.36 - rise }];
  if (under) lines.push({ text: under, font: underFont(name.names, name.family), colour: scene.tokens.text, down: size * 0.36 + rise - 1 });
  return lines;
}

/** The picture of a name, as `Sprites` takes it. */
function picture(name, scene) {
  const key = `${name.font}|${name.names.colour}|${name.text}|${name.under}`;
  const paint = (pen) => {
    pen.textAlign = "center";
    pen.direction = "ltr";
    pen.lineJoin = "round";
    pen.lineWidth = HALO;
    pen.strokeStyle = scene.tokens.land;
    for (const { text, font, colour, down } of linesOf(name, scene)) {
      pen.font = font;
      pen.fillStyle = colour;
      pen.strokeText(text, 0, down);
      pen.fillText(text, 0, down);
    }
  };
  return { key, across: name.width / 2 + 4, up: name.height / 2 + 4, paint };
}
