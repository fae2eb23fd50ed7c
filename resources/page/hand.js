// What the hand on the map holds: a mouse (or a pen), which points to the pixel and hovers, or a finger, which does neither.
// The document says it too (`data-hand`), so that the style sheet makes handles larger for a finger. A screen that takes
// both follows the last touch.

const REACH = { mouse: 12, touch: 22 }; // px around the place that was meant

/** Follow what touches the page from now on; until something has, a touch screen is taken for one. */
export function watchHand() {
  const { dataset } = document.documentElement;
  dataset.hand = matchMedia("(pointer: coarse)").matches ? "touch" : "mouse";
  for (const name of ["pointerdown", "pointermove"]) {
    window.addEventListener(name, ({ pointerType }) => (dataset.hand = pointerType === "touch" ? "touch" : "mouse"), { capture: true, passive: true });
  }
}

/** Whether it is a finger. */
export const finger = () => document.documentElement.dataset.hand === "touch";

/** Whether a finger made this mouse event: after a tap the browser tells of one as if there were a mouse. */
export const byFinger = (event) => Boolean(event.sourceCapabilities?.firesTouchEvents) || event.pointerType === "touch";

/** Px around a place of the map that count as the place. */
export const reach = () => REACH[document.documentElement.dataset.hand];
