// Marks at points: sprites made once from path data, and what is drawn around them (view, ring, halo, notches, counts).
// Used by the worker for tiles and by the page for a mark that is being dragged, so both look the same.

export const REACH = 26; // px around a point inside which everything but a view wedge is drawn

/** How large marks are at a map zoom: a whole county in view asks for small ones. */
export const scaleAt = (zoom) => Math.min(1, Math.max(0.62, 0.62 + (zoom - 10) * 0.1));

const DETAIL_FROM = 12; // map zoom from which rings and notches are drawn

export class Marks {
  /** `parts` is marks.json's; `tokens` the colours of the theme; `dpr` device pixels a CSS px. */
  constructor(parts, tokens, dpr) {
    this.parts = parts;
    this.tokens = tokens;
    this.dpr = dpr;
    this.sprites = new Map();
  }

  colour(token) {
    if (token.startsWith("category:")) return this.tokens.categories[Number(token.slice(9))];
    return this.tokens[token];
  }

  /** The mark of a rule as a picture of `size` CSS px with the point in its middle, `scale` times its own size. */
  sprite(mark, scale = 1) {
    const key = `${mark.parts}|${mark.colour}|${mark.ink}|${mark.scale}|${scale}`;
    let found = this.sprites.get(key);
    if (!found) {
      const full = mark.scale * scale;
      const size = 2 * Math.ceil(14 * full);
      const canvas = new OffscreenCanvas(size * this.dpr, size * this.dpr);
      const ctx = canvas.getContext("2d");
      ctx.setTransform(this.dpr, 0, 0, this.dpr, canvas.width / 2, canvas.height / 2);
      ctx.scale(full, full);
      this.#draw(ctx, mark);
      found = { canvas, size };
      this.sprites.set(key, found);
    }
    return found;
  }

  #draw(ctx, mark) {
    const named = { colour: mark.colour, ink: mark.ink };
    ctx.lineJoin = ctx.lineCap = "round";
    for (const part of mark.parts.flatMap((name) => this.parts[name])) {
      const path = new Path2D(part.d);
      if (part.fill) {
        ctx.fillStyle = this.colour(named[part.fill] ?? part.fill);
        ctx.fill(path, "evenodd");
      }
      if (part.stroke) {
        ctx.strokeStyle = this.colour(named[part.stroke] ?? part.stroke);
        ctx.lineWidth = part.width;
        ctx.stroke(path);
      }
    }
  }

  /** A single feature at (x, y) at a map zoom. */
  point(ctx, x, y, feature, zoom) {
    const { mark } = feature.rule;
    const scale = scaleAt(zoom);
    if (feature.halo) this.#halo(ctx, x, y, mark, scale);
    const detail = zoom >= DETAIL_FROM;
    if (detail && typeof feature.ring === "number") this.#ring(ctx, x, y, feature, mark, scale);
    const { canvas, size } = this.sprite(mark, scale);
    if (feature.turn) {
      ctx.save();
      ctx.translate(x, y);
      ctx.rotate((feature.turn * Math.PI) / 180);
      ctx.drawImage(canvas, -size / 2, -size / 2, size, size);
      ctx.restore();
    } else {
      ctx.drawImage(canvas, x - size / 2, y - size / 2, size, size);
    }
    if (detail && feature.notches) this.#notches(ctx, x, y, feature.notches, scale);
  }

  #halo(ctx, x, y, mark, scale) {
    const reach = 19 * scale;
    ctx.fillStyle = this.colour(mark.colour);
    ctx.globalAlpha *= 0.28;
    disc(ctx, x, y, reach);
    ctx.fill();
    ctx.globalAlpha /= 0.28;
    ctx.strokeStyle = this.colour(mark.colour);
    ctx.lineWidth = 1;
    ctx.globalAlpha *= 0.75;
    disc(ctx, x, y, reach);
    ctx.stroke();
    ctx.globalAlpha /= 0.75;
  }

  #ring(ctx, x, y, feature, mark, scale) {
    const radius = 14.5 * scale;
    ctx.lineCap = "butt";
    ctx.lineWidth = 2;
    ctx.strokeStyle = this.tokens.mark_ground;
    disc(ctx, x, y, radius);
    ctx.stroke();
    if (feature.ring <= 0) return;
    ctx.strokeStyle = this.colour(mark.colour);
    ctx.beginPath();
    ctx.arc(x, y, radius, -Math.PI / 2, -Math.PI / 2 + 2 * Math.PI * feature.ring);
    ctx.stroke();
  }

  #notches(ctx, x, y, count, scale) {
    const top = y + 16.5 * scale;
    ctx.fillStyle = this.tokens.mark_edge;
    ctx.fillRect(x - count * 3 - 0.5, top, count * 6 + 1, 5);
    ctx.fillStyle = this.tokens.mark;
    for (let i = 0; i < count; i++) ctx.fillRect(x - count * 3 + 6 * i + 1, top + 1, 4, 3);
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

  /** Several features at (x, y): their number, in the colour of the worst, over the shares of each colour. */
  cluster(ctx, x, y, group, shape, zoom) {
    const count = group.items.length;
    const text = count < 10000 ? String(count) : `${Math.floor(count / 1000)}k`;
    if (shape === "quiet") this.#quiet(ctx, x, y, text);
    else this.#badge(ctx, x, y, group, shape, text, Math.max(0.8, scaleAt(zoom)));
  }

  #quiet(ctx, x, y, text) {
    const width = 12 + 6.5 * text.length;
    ctx.fillStyle = this.tokens.mark_ground;
    ctx.strokeStyle = this.tokens.mark_off;
    ctx.lineWidth = 1;
    ctx.beginPath();
    ctx.roundRect(x - width / 2, y - 8, width, 16, 8);
    const before = ctx.globalAlpha;
    ctx.globalAlpha = before * 0.82;
    ctx.fill();
    ctx.globalAlpha = before;
    ctx.stroke();
    this.#number(ctx, x, y, text, this.tokens.equipment, 11, 400);
  }

  #badge(ctx, x, y, group, shape, text, scale) {
    const radius = scale * (text.length > 3 ? 18 : text.length > 2 ? 16 : 13);
    const worst = this.colour(group.rule.mark.colour);
    if (group.halo) {
      const before = ctx.globalAlpha;
      ctx.globalAlpha = before * 0.26;
      ctx.fillStyle = worst;
      disc(ctx, x, y, radius + 6);
      ctx.fill();
      ctx.globalAlpha = before;
    }
    ctx.fillStyle = this.tokens.mark_ground;
    if (shape === "square") {
      const half = radius - 2;
      ctx.beginPath();
      ctx.rect(x - half, y - half, 2 * half, 2 * half);
      ctx.fill();
      this.#shares(ctx, group, (from, to) => {
        ctx.setLineDash([8 * half * (to - from), 8 * half]);
        ctx.lineDashOffset = -8 * half * from;
        ctx.rect(x - half, y - half, 2 * half, 2 * half);
      });
      ctx.setLineDash([]);
    } else {
      disc(ctx, x, y, radius);
      ctx.fill();
      this.#shares(ctx, group, (from, to) =>
        ctx.arc(x, y, radius - 1.5, 2 * Math.PI * from - Math.PI / 2, 2 * Math.PI * to - Math.PI / 2),
      );
    }
    this.#number(ctx, x, y, text, this.tokens.text, scale < 0.9 ? 11 : 12, 600);
  }

  #shares(ctx, group, trace) {
    let from = 0;
    ctx.lineWidth = 3;
    ctx.lineCap = "butt";
    for (const { colour, count } of group.counts) {
      const to = from + count / group.items.length;
      ctx.strokeStyle = this.colour(colour);
      ctx.beginPath();
      trace(from, to);
      ctx.stroke();
      from = to;
    }
  }

  #number(ctx, x, y, text, colour, size, weight) {
    ctx.font = `${weight} ${size}px ${this.tokens.family}`;
    ctx.textAlign = "center";
    ctx.textBaseline = "alphabetic";
    ctx.fillStyle = colour;
    ctx.fillText(text, x, y + size * 0.36);
  }
}

function disc(ctx, x, y, radius) {
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 2 * Math.PI);
}
