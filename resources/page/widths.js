// How wide a text is, without asking the canvas each time: an ideograph is as wide as any other of its font, other plain
// characters are measured once each. What joins its letters or has marks above them is measured whole.

const FIRST = 0x4e00; // ideographs without extensions
const LAST = 0x9fff;
const PLAIN = 0x7f; // ASCII
const MOST = 20000; // texts that were measured whole

const fonts = new Map(); // font → {em, plain: width of each character, NaN for what was never asked}
const whole = new Map();

/** Width of `text` in px in the font `font`; `ctx` measures what is not known yet. */
export function widthOf(ctx, text, font) {
  let known = fonts.get(font);
  if (!known) {
    ctx.font = font;
    fonts.set(font, (known = { em: ctx.measureText("国").width, plain: new Float64Array(PLAIN).fill(NaN) }));
  }
  let width = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= FIRST && code <= LAST) width += known.em;
    else if (code < PLAIN) width += known.plain[code] = known.plain[code] >= 0 ? known.plain[code] : measured(ctx, text[i], font);
    else return wholeOf(ctx, text, font);
  }
  return width;
}

function wholeOf(ctx, text, font) {
  const key = font + text;
  let width = whole.get(key);
  if (width === undefined) {
    if (whole.size > MOST) whole.clear();
    whole.set(key, (width = measured(ctx, text, font)));
  }
  return width;
}

function measured(ctx, text, font) {
  ctx.font = font;
  return ctx.measureText(text).width;
}
