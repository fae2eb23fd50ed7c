// A line of words that may be too long for its place, and where it breaks then.

/** The parts of a line, which ` · ` divides, as elements: inline blocks (overlays.css), so that it breaks between them. */
export function parted(text) {
  return text.split(/(?<= ·) /).flatMap((words, i) => {
    const part = document.createElement("span");
    part.textContent = words;
    return i ? [" ", part] : [part];
  });
}
