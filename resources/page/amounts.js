// How a length, an area and a direction are said: metric, with 亩 beside an area, in words of eight directions.

import { say } from "./strings.js";

const MU = 10000 / 15; // m²: fifteen to the hectare
const POINTS = ["north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest"];

/** `value` with as many decimals as leave about four figures, thousands set apart by thin spaces. */
function figure(value) {
  const decimals = value >= 1000 ? 0 : value >= 100 ? 1 : value >= 10 ? 2 : 3;
  const [whole, part] = value.toFixed(decimals).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, "\u2009");
  return part ? `${grouped}.${part}` : grouped;
}

export function lengthInWords(metres, lang) {
  if (metres < 1000) return `${metres.toFixed(1)} ${say("m", lang)}`;
  return `${figure(metres / 1000)} ${say("km", lang)}`;
}

/** Two ways to say an area: metric, and in 亩. */
export function areaInWords(squareMetres, lang) {
  const [unit, by] = squareMetres < 10000 ? ["m2", 1] : squareMetres < 1e6 ? ["ha", 10000] : ["km2", 1e6];
  return [`${figure(squareMetres / by)} ${say(unit, lang)}`, `${figure(squareMetres / MU)} ${say("mu", lang)}`];
}

export const directionInWords = (bearing, lang) =>
  `${bearing.toFixed(1)}° ${say(POINTS[Math.round(bearing / 45) % 8], lang)}`;
