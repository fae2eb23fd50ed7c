// A mark as an element of its own, for what stands above the painted tiles: overlays, fans, lines of a tooltip.

import { Marks } from "./marks.js";

export const ICON = 48; // px a side: room for a mark with ring and notches

/** A canvas of `side` px with the mark of `feature` in its middle, as the tiles show it at `zoom`. */
export function markIcon(parts, tokens, feature, zoom, side = ICON) {
  const dpr = window.devicePixelRatio;
  const canvas = document.createElement("canvas");
  canvas.className = "guatu-icon";
  canvas.style.width = canvas.style.height = `${side}px`;
  canvas.width = canvas.height = Math.round(side * dpr);
  const ctx = canvas.getContext("2d");
  ctx.scale(dpr, dpr);
  if (feature.rule) new Marks(parts, tokens, dpr).point(ctx, side / 2, side / 2, feature, zoom);
  return canvas;
}
