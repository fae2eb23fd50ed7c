// What a cluster holds, in words: one line for each class with its mark and its number, the worst first.

import { markIcon } from "./icon.js";

const LINES = 6;
const SIDE = 22; // px of a mark in a line

/** Lines for the tooltip of `cluster` (see pick.js), in the theme and language of `page`. */
export function tally({ counts }, page) {
  const box = document.createElement("div");
  box.className = "guatu-tally";
  for (const { rule, count } of counts.slice(0, LINES)) {
    box.append(line(rule.title[page.lang], count, markIcon(page.marks, page.tokens, { rule }, page.map.getMaxZoom(), SIDE)));
  }
  const left = counts.slice(LINES);
  if (left.length) box.append(line("…", left.reduce((sum, { count }) => sum + count, 0), document.createElement("span")));
  return box;
}

function line(title, count, icon) {
  const row = document.createElement("div");
  const name = document.createElement("bdi");
  name.textContent = title;
  const number = document.createElement("span");
  number.className = "guatu-tally-count";
  number.textContent = String(count);
  row.append(icon, name, number);
  return row;
}
