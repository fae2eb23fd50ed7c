// How a vector base map looks: quiet, so that the records stand out. Water, green, buildings and roads; no names. It knows
// the layer names of the schemas in common use (OpenMapTiles, Shortbread, Protomaps) and leaves out what it doesn't know.

import { VectorTile } from "@mapbox/vector-tile";
import { PbfReader } from "pbf";

const POLYGON = 3;
const LINE = 2;
const MOST = 60000; // features of one tile that are drawn

const WATER = new Set(["water", "ocean", "water_polygons", "waterway", "water_lines"]);
const GREEN = new Set(["landcover", "landuse", "land", "park", "sites", "natural"]);
const GREEN_KINDS = /wood|forest|park|grass|garden|meadow|nature|cemetery|orchard|scrub|farmland/;
const BUILDINGS = new Set(["building", "buildings"]);
const ROADS = new Set(["transportation", "streets", "street_polygons", "roads", "road"]);
const BORDERS = new Set(["boundary", "boundaries"]);
// Px at zoom 14; a road grows with the zoom. What is not named here is a small road.
const WIDTHS = [
  [/motorway|highway|trunk/, 3],
  [/primary|major_road/, 2.4],
  [/secondary|medium_road/, 1.8],
  [/tertiary|rail/, 1.3],
  [/path|foot|track|steps|cycle|minor_road_service/, 0.5],
];
const SMALL = 0.9;

/** Paint a tile's bytes on `canvas`; throws when they are no vector tile. */
export function drawTile(canvas, bytes, zoom, tokens) {
  const ctx = canvas.getContext("2d");
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  ctx.clearRect(0, 0, canvas.width, canvas.height);
  ctx.fillStyle = tokens.land;
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  const layers = Object.entries(new VectorTile(new PbfReader(bytes)).layers);
  const of = (names) => layers.filter(([name]) => names.has(name)).map(([, layer]) => layer);
  const pen = { ctx, side: canvas.width, px: canvas.width / 512, zoom, left: MOST };
  for (const layer of of(GREEN)) fill(pen, layer, tokens.base_green, (kind) => GREEN_KINDS.test(kind));
  for (const layer of of(WATER)) fill(pen, layer, tokens.water);
  for (const layer of of(WATER)) line(pen, layer, tokens.water, () => 1.2);
  for (const layer of of(BUILDINGS)) fill(pen, layer, tokens.base_building);
  for (const layer of of(ROADS)) line(pen, layer, tokens.base_road, roadWidth);
  for (const layer of of(BORDERS)) line(pen, layer, tokens.base_border, () => 1);
}

function roadWidth(kind, zoom) {
  const width = WIDTHS.find(([names]) => names.test(kind))?.[1] ?? SMALL;
  return Math.max(0.4, width * 1.35 ** (zoom - 15));
}

/** What a feature is, in the words of its schema. */
const kindOf = ({ properties }) => String(properties.class ?? properties.kind ?? properties.highway ?? properties.type ?? "");

function* features(pen, layer, type) {
  for (let i = 0; i < layer.length && pen.left > 0; i++, pen.left--) {
    const feature = layer.feature(i);
    if (feature.type === type) yield feature;
  }
}

function fill(pen, layer, colour, wanted = () => true) {
  const { ctx } = pen;
  ctx.beginPath();
  for (const feature of features(pen, layer, POLYGON)) if (wanted(kindOf(feature))) trace(pen, layer, feature, true);
  ctx.fillStyle = colour;
  ctx.fill("evenodd");
}

function line(pen, layer, colour, widthOf) {
  const { ctx } = pen;
  const byWidth = new Map();
  for (const feature of features(pen, layer, LINE)) {
    const width = widthOf(kindOf(feature), pen.zoom);
    const known = byWidth.get(width);
    if (known) known.push(feature);
    else byWidth.set(width, [feature]);
  }
  ctx.strokeStyle = colour;
  ctx.lineJoin = ctx.lineCap = "round";
  for (const [width, found] of [...byWidth].sort(([a], [b]) => a - b)) {
    ctx.beginPath();
    for (const feature of found) trace(pen, layer, feature, false);
    ctx.lineWidth = width * pen.px;
    ctx.stroke();
  }
}

function trace({ ctx, side }, { extent }, feature, close) {
  const scale = side / extent;
  for (const ring of feature.loadGeometry()) {
    ring.forEach(({ x, y }, i) => (i ? ctx.lineTo(x * scale, y * scale) : ctx.moveTo(x * scale, y * scale)));
    if (close) ctx.closePath();
  }
}
