// Marks at points and what is drawn around them (view, ring, halo, notches, counts), copied from sprites. Used by the
// worker for tiles and by the page for a mark that is being dragged, so both look the same.

import { Sprites } from "./sprites.js";

export const REACH = 26; // px around a point inside which everything but a view wedge is drawn

/** How large marks are at a map zoom: a whole county in view asks for small ones. */
export const scaleAt = (zoom) => Math.min(1, Math.max(0.62, 0.62 + (zoom - 10) * 0.1));

/**
 * The colour of a token: `category:3` is a hue of the palette, `ramp:0.4` a place along a list of colours; `…@0.8` is that
 * colour as it looks over the land with so much of it.
 */
export function colourOf(tokens, token) {
  const over = token.indexOf("@");
  if (over > 0) return along([tokens.land, colourOf(tokens, token.slice(0, over))], Number(token.slice(over + 1)));
  const [name, place] = token.split(":");
  if (name === "category") return tokens.categories[Number(place)];
  return place ? along(tokens[name], Number(place)) : tokens[name];
}

/** The colour at `place`, 0 to 1, of a ramp; mixed as layers/style.py does. */
function along(ramp, place) {
  const at = place * (ramp.length - 1);
  const below = Math.min(Math.floor(at), ramp.length - 2);
  const [one, other] = [ramp[below], ramp[below + 1]].map((hex) => parseInt(hex.slice(1), 16));
  const mixed = [16, 8, 0].map((shift) => {
    const [a, b] = [(one >> shift) & 255, (other >> shift) & 255];
    return Math.floor(a + (b - a) * (at - below) + 0.5);
  });
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}

/** How loud what is overdue is at a map zoom, 0 to 1: a whole county is full of it, a village has one. */
const loudness = (zoom) => Math.min(1, Math.max(0, (zoom - 10) / 4));

/** Px around the middle of an overdue mark that its halo covers. */
export const haloReach = (zoom) => (14 + 5 * loudness(zoom)) * scaleAt(zoom);

/** Px around the badge of a cluster whose worst is overdue that its halo covers. */
export const badgeHalo = (zoom) => 3 + 3 * loudness(zoom);

/** Px around the middle of a cluster of `count` that its badge covers. */
export const badgeReach = (count, zoom) => Math.max(0.8, scaleAt(zoom)) * (count > 999 ? 18 : count > 99 ? 16 : 13) + 1;

const DETAIL_FROM = 12; // map zoom from which rings and notches are drawn

/** Px beside, above and below the middle of one mark that it covers, with the ring and the notches it has at a map zoom. */
export function markBox({ ring, notches }, zoom) {
  const scale = scaleAt(zoom);
  const detail = zoom >= DETAIL_FROM;
  const around = detail && typeof ring === "number" ? 15.5 * scale : 11 * scale;
  return [around, around, detail && notches ? 16.5 * scale + 5 : around];
}

const RING_STEPS = 40; // a ring is drawn to this part of the whole
const TURN_STEP = 3; // degrees

export class Marks {
  /** `parts` is marks.json's; `tokens` the colours of the theme; `dpr` device pixels a CSS px. */
  constructor(parts, tokens, dpr) {
    this.parts = parts;
    this.tokens = tokens;
    this.sprites = new Sprites(dpr);
  }

  colour(token) {
    return colourOf(this.tokens, token);
  }

  /** Draw a single feature at (x, y) at a map zoom. */
  point(ctx, x, y, feature, zoom) {
    this.sprites.draw(ctx, this.single(feature, zoom), x, y);
  }

  /** The picture of a single feature at a map zoom, as `Sprites` takes it. */
  single(feature, zoom) {
    const { mark } = feature.rule;
    const scale = scaleAt(zoom);
    const detail = zoom >= DETAIL_FROM;
    const ring = detail && typeof feature.ring === "number" ? Math.round(feature.ring * RING_STEPS) : -1;
    const notches = (detail && feature.notches) || 0;
    const turn = Math.round((feature.turn ?? 0) / TURN_STEP) * TURN_STEP;
    const halo = Boolean(feature.halo);
    const plain = ring < 0 && !notches && !halo;
    const reach = plain ? 15 * mark.scale * scale : 22;
    const key = `${mark.parts}|${mark.colour}|${mark.ink}|${mark.scale}|${scale}|${turn}|${ring}|${notches}|${halo && loudness(zoom)}`;
    const paint = (pen) => {
      if (halo) this.#halo(pen, mark, zoom);
      if (ring >= 0) this.#ring(pen, ring / RING_STEPS, mark, scale);
      pen.save();
      pen.rotate((turn * Math.PI) / 180);
      pen.scale(mark.scale * scale, mark.scale * scale);
      this.#parts(pen, mark);
      pen.restore();
      if (notches) this.#notches(pen, notches, scale);
    };
    return { key, across: reach, up: reach, paint };
  }

  #parts(pen, mark) {
    const named = { colour: mark.colour, ink: mark.ink };
    pen.lineJoin = pen.lineCap = "round";
    for (const part of mark.parts.flatMap((name) => this.parts[name])) {
      const path = new Path2D(part.d);
      if (part.fill) {
        pen.fillStyle = this.colour(named[part.fill] ?? part.fill);
        pen.fill(path, "evenodd");
      }
      if (part.stroke) {
        pen.strokeStyle = this.colour(named[part.stroke] ?? part.stroke);
        pen.lineWidth = part.width;
        pen.stroke(path);
      }
    }
  }

  #halo(pen, mark, zoom) {
    pen.fillStyle = pen.strokeStyle = this.colour(mark.colour);
    disc(pen, haloReach(zoom));
    pen.globalAlpha = 0.14 + 0.14 * loudness(zoom);
    pen.fill();
    pen.globalAlpha = 0.5 + 0.25 * loudness(zoom);
    pen.lineWidth = 1;
    pen.stroke();
    pen.globalAlpha = 1;
  }

  #ring(pen, share, mark, scale) {
    const radius = 14.5 * scale;
    pen.lineWidth = 2;
    pen.strokeStyle = this.tokens.mark_ground;
    disc(pen, radius);
    pen.stroke();
    if (share <= 0) return;
    pen.strokeStyle = this.colour(mark.colour);
    pen.beginPath();
    pen.arc(0, 0, radius, -Math.PI / 2, -Math.PI / 2 + 2 * Math.PI * share);
    pen.stroke();
  }

  #notches(pen, count, scale) {
    const top = 16.5 * scale;
    pen.fillStyle = this.tokens.mark_edge;
    pen.fillRect(-count * 3 - 0.5, top, count * 6 + 1, 5);
    pen.fillStyle = this.tokens.mark;
    for (let i = 0; i < count; i++) pen.fillRect(-count * 3 + 6 * i + 1, top + 1, 4, 3);
  }

  /** What a camera sees: a wedge of `fov` degrees around `turn`, `radius` px long. */
  view(ctx, x, y, feature, radius) {
    const middle = ((feature.turn ?? 0) * Math.PI) / 180 - Math.PI / 2;
    const half = (Math.min(360, feature.fov) * Math.PI) / 360;
    const colour = this.colour(feature.rule.mark.colour);
    ctx.beginPath();
    ctx.moveTo(x, y);
    ctx.arc(x, y, radius, middle - half, middle + half);
    ctx.closePath();
    const before = ctx.globalAlpha;
    ctx.globalAlpha = before * 0.16;
    ctx.fillStyle = colour;
    ctx.fill();
    ctx.globalAlpha = before * 0.6;
    ctx.strokeStyle = colour;
    ctx.lineWidth = 1;
    ctx.stroke();
    ctx.globalAlpha = before;
  }

  /** The picture of several features at a map zoom: their number, in the colour of the worst, over the shares of each colour. */
  badge(group, shape, zoom) {
    const { count } = group;
    const text = count < 10000 ? String(count) : `${Math.floor(count / 1000)}k`;
    if (shape === "quiet" || !group.rule.rank) { // what is done with stands as far back as cameras do
      const ink = shape === "quiet" ? this.tokens.equipment : this.tokens.secondary;
      return { key: `quiet|${ink}|${text}`, across: 8 + 3.5 * text.length, up: 10, paint: (pen) => this.#quiet(pen, text, ink) };
    }
    const scale = Math.max(0.8, scaleAt(zoom));
    const shares = group.counts.map(({ colour, count: n }) => `${colour}${Math.round((24 * n) / count)}`).join();
    const key = `${shape}|${scale}|${text}|${group.halo && loudness(zoom)}|${shares}`;
    return { key, across: REACH, up: REACH, paint: (pen) => this.#badge(pen, group, shape, text, scale, zoom) };
  }

  #quiet(pen, text, ink) {
    const width = 12 + 6.5 * text.length;
    pen.fillStyle = this.tokens.mark_ground;
    pen.strokeStyle = this.tokens.mark_off;
    pen.lineWidth = 1;
    pen.beginPath();
    pen.roundRect(-width / 2, -8, width, 16, 8);
    pen.globalAlpha = 0.82;
    pen.fill();
    pen.globalAlpha = 1;
    pen.stroke();
    this.#number(pen, text, ink, 11, 400);
  }

  #badge(pen, group, shape, text, scale, zoom) {
    const radius = scale * (text.length > 3 ? 18 : text.length > 2 ? 16 : 13);
    if (group.halo) {
      pen.globalAlpha = 0.16 + 0.1 * loudness(zoom);
      pen.fillStyle = this.colour(group.rule.mark.colour);
      disc(pen, radius + badgeHalo(zoom));
      pen.fill();
      pen.globalAlpha = 1;
    }
    pen.fillStyle = this.tokens.mark_ground;
    if (shape === "square") {
      const half = radius - 2;
      pen.fillRect(-half, -half, 2 * half, 2 * half);
      this.#shares(pen, group, (from, to) => {
        pen.setLineDash([8 * half * (to - from), 8 * half]);
        pen.lineDashOffset = -8 * half * from;
        pen.rect(-half, -half, 2 * half, 2 * half);
      });
    } else {
      disc(pen, radius);
      pen.fill();
      this.#shares(pen, group, (from, to) =>
        pen.arc(0, 0, radius - 1.5, 2 * Math.PI * from - Math.PI / 2, 2 * Math.PI * to - Math.PI / 2),
      );
    }
    this.#number(pen, text, this.tokens.text, scale < 0.9 ? 11 : 12, 600);
  }

  /** Trace a part of the outline for each colour, as long as its share. */
  #shares(pen, group, trace) {
    let from = 0;
    pen.lineWidth = 3;
    for (const { colour, count } of group.counts) {
      const to = from + count / group.count;
      pen.strokeStyle = this.colour(colour);
      pen.beginPath();
      trace(from, to);
      pen.stroke();
      from = to;
    }
  }

  #number(pen, text, colour, size, weight) {
    pen.font = `${weight} ${size}px ${this.tokens.family}`;
    pen.textAlign = "center";
    pen.fillStyle = colour;
    pen.fillText(text, 0, size * 0.36);
  }
}

function disc(pen, radius) {
  pen.beginPath();
  pen.arc(0, 0, radius, 0, 2 * Math.PI);
}
