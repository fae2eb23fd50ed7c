// Hatching and dots: patterns that lie over fills, so that colour alone never tells.

const HATCH = 8; // px; the edges of tiles and sheets are multiples of it, so that hatching runs on across them

const DOTS = [
  [0.25, 0.25],
  [0.75, 0.75],
];

/** One square of a pattern: "forward" diagonals as in /, "back" as in \, "cross" both, "dots" for what nobody knows. */
function square(kind, colour, dpr) {
  const side = HATCH * dpr;
  const canvas = new OffscreenCanvas(side, side);
  const pen = canvas.getContext("2d");
  pen.strokeStyle = colour;
  pen.lineWidth = 1.3 * dpr;
  pen.beginPath();
  if (kind === "dots") {
    pen.fillStyle = colour;
    for (const [x, y] of DOTS) {
      pen.moveTo(x * side, y * side);
      pen.arc(x * side, y * side, 1.05 * dpr, 0, 2 * Math.PI);
    }
    pen.fill();
    pen.beginPath();
  }
  for (const shift of kind === "dots" ? [] : [-side, 0, side]) {
    if (kind !== "back") {
      pen.moveTo(shift - 1, side + 1);
      pen.lineTo(shift + side + 1, -1);
    }
    if (kind !== "forward") {
      pen.moveTo(shift - 1, -1);
      pen.lineTo(shift + side + 1, side + 1);
    }
  }
  pen.stroke();
  return canvas;
}

/** A pattern to fill paths with. */
export function hatchPattern(ctx, kind, colour, dpr) {
  const pattern = ctx.createPattern(square(kind, colour, dpr), "repeat");
  pattern.setTransform(new DOMMatrix([1 / dpr, 0, 0, 1 / dpr, 0, 0]));
  return pattern;
}

/** The pixels of one square of a pattern, 32 bits each: {side, pixels}. */
export function hatchPixels(kind, colour, dpr) {
  const canvas = square(kind, colour, dpr);
  const { width: side } = canvas;
  return { side, pixels: new Uint32Array(canvas.getContext("2d").getImageData(0, 0, side, side).data.buffer) };
}
