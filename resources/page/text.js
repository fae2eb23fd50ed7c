// Text as it is shown. Whatever a record says reaches the screen as text: neutralised here, then fillText or textContent.

// Marks that reorder or hide what stands beside them: directional embeddings, overrides, isolates and marks; also
// control characters, which no name needs.
// eslint-disable-next-line no-control-regex
const UNSHOWN = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]+/g;

/** `text` on one line, without characters that would reorder its neighbours. */
export function shown(text) {
  return text == null ? "" : String(text).replace(UNSHOWN, " ").trim();
}

const graphemes = new Intl.Segmenter("zh", { granularity: "grapheme" });

/** `text` cut in the middle to at most `most` graphemes. */
export function elided(text, most) {
  if (text.length <= most) return text;
  const parts = [...graphemes.segment(text)];
  if (parts.length <= most) return text;
  const head = Math.ceil((most - 1) / 2);
  const tail = most - 1 - head;
  const cut = (from, to) => parts.slice(from, to).map((part) => part.segment).join("");
  return `${cut(0, head)}…${cut(parts.length - tail)}`;
}
