// A part of the map: ground and graticule, fills, lines, names, then points. Everything is placed in px of the whole world,
// so a part knows nothing of its neighbours and still agrees with them.

import { TILE, grown, latitude, longitude, worldX, worldY } from "./geometry.js";
import { paintHeat } from "./heat.js";
import { inParts } from "./in_parts.js";
import { REACH } from "./marks.js";
import { Mosaic, tiny } from "./mosaic.js";
import { borderPaths, linePaths, ringPaths, unitedPath } from "./paths.js";
import { names } from "./writing.js";

const NO_DASH = [];
const HATCHED = 0.5; // how strong hatching is
const METRES = 40075016.686; // around the equator, on the sphere of Web Mercator

const all = () => true;
const letGo = (mosaic) => mosaic.release();

/** A whole picture: on nothing the ground, of each layer of areas fills, then hatching, then lines, at the top names and marks. */
const WHOLE = { over: false, ground: true, fills: all, hatches: all, heat: true, lines: all, top: true, after: {} };

/** Paint all of a part at once; see `pieces`. */
export function paint(...asked) {
  for (const piece of pieces(...asked)) void piece;
}

/**
 * Paint the part of `scene` that begins at (left, top), in px of the world at map zoom `zoom`, on `ctx`, whose canvas has
 * `dpr` device pixels a CSS px: a piece at a time, each a few ms at most, so that whoever paints ahead can be interrupted. The
 * canvas is nobody else's until the last piece, and the scene stays as it is. `share` says what of it is painted: whether
 * `over` what is there already, `fills(name)`, `hatches(name)` and `lines(name)` of which layers, what is called `after` each of
 * these; a `mosaic` of the one layer that it paints, and `keep(mosaic)`, which takes the one that was used.
 */
export function* pieces(ctx, { zoom, left, top, width, height }, scene, dpr, share = WHOLE) {
  const px = 1 / (TILE * 2 ** (zoom - 1));
  const box = [left * px, top * px, (left + width) * px, (top + height) * px];
  const tile = { z: zoom - 1, zoom, px, box, left, top, width, height };
  if (!share.over) ctx.reset(); // also of what a painting that was given up has left
  ctx.setTransform(dpr, 0, 0, dpr, 0, 0);
  if (share.ground && !scene.bare) {
    ctx.fillStyle = scene.tokens.outside; // what a picture mends must not show through where nothing is any more
    ctx.fillRect(0, 0, width, height);
  }
  if (share.ground) graticule(ctx, tile, scene.tokens);
  const shown = scene.layers.filter((layer) => layer.shownAt(tile.zoom));
  const areas = [];
  try {
    for (const layer of shown) {
      const { name, isPoints } = layer;
      if (isPoints || !(share.fills(name) || share.hatches(name) || share.lines(name))) continue;
      areas.push(seen(layer, tile, dpr, share.mosaic));
      yield;
    }
    for (const area of areas) if (share.fills(area.layer.name)) yield* fills(ctx, area, tile, scene);
    share.after.fills?.();
    for (const area of areas) if (share.hatches(area.layer.name)) yield* hatches(ctx, area, tile, scene);
    share.after.hatches?.();
    if (share.heat && scene.heat) yield paintHeat(ctx, tile, scene.heat);
    for (const area of areas) if (share.lines(area.layer.name)) yield* lines(ctx, area, tile, scene);
    share.after.lines?.();
  } finally {
    for (const { mosaic } of areas) if (mosaic) (share.keep ?? letGo)(mosaic);
  }
  if (!share.top) return;
  yield* names(ctx, tile, scene);
  for (const layer of shown) if (layer.isPoints) yield* points(ctx, layer, tile, scene);
  ctx.globalAlpha = 1;
}

/**
 * Features of a polygon layer that reach into the tile, by class, `rings` that makes the paths of such a list once, and their
 * mosaic where they are too many and too small for paths.
 */
function seen(layer, tile, dpr, strewn = null) {
  const mosaic = tiny(layer, tile.zoom);
  if (mosaic && strewn) return { layer, classes: new Map(), rings: null, mosaic: strewn };
  const box = grown(tile.box, 4 * tile.px);
  const classes = new Map();
  for (const feature of layer.near(box)) {
    if (!feature.rule || tile.zoom < feature.rule.fromZoom) continue;
    const known = classes.get(feature.class);
    if (known) known.push(feature);
    else classes.set(feature.class, [feature]);
  }
  const made = new Map();
  const rings = (features) => {
    if (!made.has(features)) made.set(features, ringPaths(features, tile));
    return made.get(features);
  };
  return { layer, classes, rings, mosaic: mosaic ? new Mosaic(classes, tile, dpr) : null };
}

/** Red, green and blue of a CSS colour. */
function rgb(ctx, colour) {
  ctx.fillStyle = colour;
  return [1, 3, 5].map((at) => parseInt(ctx.fillStyle.slice(at, at + 2), 16));
}

/** The features of `classes` that `wayOf(area)` says are drawn in one way: [{area, lists}], a list of features a class. */
function alike(classes, wayOf) {
  const groups = new Map();
  for (const features of classes.values()) {
    const { area } = features[0].rule;
    const way = wayOf(area);
    if (!way) continue;
    const known = groups.get(way);
    if (known) known.lists.push(features);
    else groups.set(way, { area, lists: [features] });
  }
  return [...groups.values()];
}

/** Paths that fill the features of `lists`: one around all of them where they have borders in common, else their rings. */
function fillPaths(lists, tile, rings) {
  const features = lists.length > 1 ? lists.flat() : lists[0];
  const united = unitedPath(features, tile);
  if (united) return [united];
  return lists.length > 1 ? ringPaths(features, tile) : rings(features);
}

function* fills(ctx, { layer, classes, mosaic, rings }, tile, scene) {
  const filled = ({ fill }) => fill && !(scene.bare && fill === "land");
  const paintOf = (area) => filled(area) && [...rgb(ctx, scene.marks.colour(area.fill)), layer.spec.opacity * area.alpha];
  if (mosaic) return void (yield mosaic.fill(ctx, paintOf));
  for (const { area, lists } of alike(classes, (each) => filled(each) && `${each.fill} ${each.alpha}`)) {
    ctx.globalAlpha = layer.spec.opacity * area.alpha;
    ctx.fillStyle = ctx.strokeStyle = scene.marks.colour(area.fill);
    ctx.lineWidth = 1;
    const opaque = ctx.globalAlpha === 1;
    const paths = fillPaths(lists, tile, rings);
    for (const path of paths) {
      ctx.fill(path);
      if (opaque && paths.length > 1) ctx.stroke(path); // no seam between this path and the next
      yield;
    }
  }
}

/** Hatching lies over every fill, so that no area tints it. */
function* hatches(ctx, { layer, classes, mosaic, rings }, tile, scene) {
  const squareOf = ({ hatch, hatchColour }) => hatch && scene.hatchSquare(hatch, hatchColour);
  if (mosaic) return void (yield mosaic.hatch(ctx, layer.spec.opacity * HATCHED, squareOf));
  for (const [, features] of classes) {
    const { area } = features[0].rule;
    if (!area.hatch) continue;
    ctx.globalAlpha = layer.spec.opacity * HATCHED;
    ctx.fillStyle = scene.hatching(ctx, area.hatch, area.hatchColour);
    for (const path of fillPaths([features], tile, rings)) ctx.fill(path);
    yield;
  }
}

function* lines(ctx, { layer, classes, mosaic, rings }, tile, scene) {
  const groups = alike(classes, ({ line, width, dash }) => line && `${line} ${width} ${dash}`);
  const strength = layer.spec.opacity * layer.fadeAt(tile.zoom);
  const widthOf = ({ width, grows }) => (grows ? width * Math.min(3, Math.max(0.5, 2 ** ((tile.zoom - 14) / 3))) : width);
  const paintOf = (area) => area.line && [...rgb(ctx, scene.marks.colour(area.line)), strength * area.lineAlpha, widthOf(area)];
  if (mosaic) return void (yield mosaic.lines(ctx, paintOf));
  ctx.lineJoin = "bevel"; // round joins cost more than they show at these widths
  for (const { area, lists } of groups) {
    const width = widthOf(area);
    const dashed = area.dash?.length > 0;
    const bordering = !dashed && !lists[0][0].open;
    const hairline = width * scene.dpr <= 1 && !area.casing; // blended segment by segment, whatever path it is in
    let paths;
    if (!bordering) paths = linePaths(lists.flat(), tile);
    else if (hairline) paths = lists.flatMap(rings);
    else paths = borderPaths(lists.flat(), tile, strength * area.lineAlpha === 1);
    ctx.setLineDash(dashed ? area.dash : NO_DASH);
    ctx.lineCap = bordering && !hairline ? "round" : "butt"; // no notch where borders meet
    const stroke = (alpha, colour, across) => {
      ctx.globalAlpha = strength * alpha;
      ctx.strokeStyle = colour;
      ctx.lineWidth = across;
      for (const path of paths) ctx.stroke(path);
    };
    if (area.casing) stroke(1, scene.tokens.land, width + 2 * area.casing);
    stroke(area.lineAlpha, scene.marks.colour(area.line), width);
    yield;
  }
  ctx.setLineDash(NO_DASH);
  ctx.lineCap = "butt";
}

/** Px of a length in metres at world y. */
export const metresToPx = (metres, y, zoom) =>
  (metres * TILE * 2 ** (zoom - 1)) / (METRES * Math.cos((latitude(y) * Math.PI) / 180));

/** From this zoom a camera shows what it sees. */
export const VIEWS_FROM = 16;

function* points(ctx, layer, tile, scene) {
  const { style, opacity } = layer.spec;
  const views = tile.zoom >= VIEWS_FROM;
  const reach = views ? Math.max(REACH, scene.longestView(layer, tile.zoom)) : REACH;
  const aside = scene.aside(tile.zoom);
  const found = aside.within(layer, grown(tile.box, reach * tile.px)).map(([group]) => group);
  found.sort((a, b) => a.rule.rank - b.rule.rank || a.y - b.y || a.x - b.x);
  ctx.globalAlpha = opacity;
  const at = ({ x, y }) => [x / tile.px - tile.left, y / tile.px - tile.top];
  if (views) {
    for (const group of found) {
      for (const feature of group.items) {
        if (!feature.fov || !feature.range_m) continue;
        scene.marks.view(ctx, ...at(feature), feature, metresToPx(feature.range_m, feature.y, tile.zoom));
      }
    }
  }
  const { marks } = scene;
  const picture = (group) => (group.count === 1 ? marks.single(group.items[0], tile.zoom) : marks.badge(group, style.cluster.shape, tile.zoom));
  yield* inParts(found, (part) => {
    const pictures = part.map(picture);
    marks.sprites.make(pictures);
    part.forEach((group, i) => marks.sprites.draw(ctx, pictures[i], ...at(aside.of(layer, group))));
  });
}

const STEPS = [10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001];

/** Degrees between two lines of the graticule at a zoom: about 120 to 300 px. */
const graticuleStep = (zoom) => STEPS.find((step) => (step / 360) * TILE * 2 ** (zoom - 1) < 300) ?? 0.001;

function graticule(ctx, tile, tokens) {
  const step = graticuleStep(tile.zoom);
  ctx.globalAlpha = 1;
  ctx.strokeStyle = tokens.graticule;
  ctx.lineWidth = 1;
  ctx.beginPath();
  const [west, north, east, south] = tile.box;
  for (let i = Math.floor(longitude(west) / step); i * step <= longitude(east); i++) {
    const x = Math.round(worldX(i * step) / tile.px) - tile.left + 0.5;
    ctx.moveTo(x, 0);
    ctx.lineTo(x, tile.height);
  }
  for (let i = Math.floor(latitude(south) / step); i * step <= latitude(north); i++) {
    const y = Math.round(worldY(i * step) / tile.px) - tile.top + 0.5;
    ctx.moveTo(0, y);
    ctx.lineTo(tile.width, y);
  }
  ctx.stroke();
}
