// The heat map as the page knows it: hands places to the workers and keeps the legend at the map's edge.

import { gradientOf } from "./heat.js";
import { parted } from "./parted.js";
import { fromBase64 } from "./payload.js";
import { say } from "./strings.js";
import { shown } from "./text.js";

export class HeatLegend {
  constructor(page) {
    this.page = page;
    this.heat = null;
    this.box = document.createElement("div");
    this.box.className = "guatu-heat";
    this.box.hidden = true;
    page.map.getContainer().append(this.box);
  }

  /** Show `heat` (layers/above/heat.py); null takes it away. */
  show(_name, heat) {
    this.heat = heat;
    this.page.engine.tell("heat", { heat: heat && { ...heat, places: fromBase64(heat.places) } });
    this.draw();
  }

  draw() {
    const { heat, page } = this;
    this.box.hidden = !heat;
    if (!heat) return;
    const title = line("guatu-heat-title", "");
    title.append(...parted(shown(heat.title[page.lang])));
    const ramp = line("guatu-heat-ramp", "");
    ramp.style.background = gradientOf(page.tokens);
    const scale = line("guatu-heat-scale", "");
    const values = heat.peak ? [0, heat.peak / 2, heat.peak] : [0];
    scale.append(...values.map((value) => line("", figure(value))));
    scale.lastChild.textContent += ` ${say("perKm2", page.lang)}`;
    this.box.replaceChildren(title, ramp, scale);
  }
}

const figure = (value) => (value >= 10 ? String(Math.round(value)) : value.toFixed(1).replace(/\.0$/, ""));

function line(name, text) {
  const element = document.createElement("div");
  element.className = name;
  element.textContent = text;
  return element;
}
