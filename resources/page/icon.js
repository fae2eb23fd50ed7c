// A mark as an element of its own, for what stands above the painted tiles: overlays, fans, the selection's ring.

import { Marks } from "./marks.js";

export const ICON = 48; // px a side

/** A canvas of ICON px with the mark of `feature` in its middle, as the tiles show it at `zoom`; `over(ctx)` draws above it. */
export function markIcon(parts, tokens, feature, zoom, over) {
  const dpr = window.devicePixelRatio;
  const canvas = document.createElement("canvas");
  canvas.className = "guatu-icon";
  canvas.width = canvas.height = Math.round(ICON * dpr);
  const ctx = canvas.getContext("2d");
  ctx.scale(dpr, dpr);
  if (feature.rule) new Marks(parts, tokens, dpr).point(ctx, ICON / 2, ICON / 2, feature, zoom);
  over?.(ctx);
  return canvas;
}
