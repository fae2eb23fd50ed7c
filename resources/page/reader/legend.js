// Layers of an exported page: one switch a layer with its legend under it. It tells the page what Python would.

import { made, picture } from "./dom.js";

export class Legend {
  /** `specs` are the layers bottom to top, `changed(specs)` is called after a switch. */
  constructor(specs, { legend, fills }, lang, changed) {
    this.specs = specs;
    this.legend = legend;
    this.fills = fills; // by what a layer is filled
    this.lang = lang;
    this.changed = changed;
    this.element = made("div", { class: "reader-layers" });
    this.boxes = new Map();
    for (const spec of specs.toReversed()) this.element.append(this.#group(spec));
  }

  #group(spec) {
    const box = made("input", { type: "checkbox", onchange: () => this.show(spec.name, box.checked) });
    box.checked = spec.visible;
    const lines = this.legend[spec.name];
    const fill = this.fills[spec.name];
    const alone = lines.length === 1 && !fill; // it stands for the layer
    const group = made(
      "section",
      { "data-layer": spec.name, "data-on": String(spec.visible), "data-lines": String(alone ? 0 : lines.length) },
      made("label", {}, box, ...(alone ? line(lines[0]) : [spec.title[this.lang]])),
      fill && made("p", { class: "quiet" }, fill),
      !alone && lines.length > 0 && made("ul", {}, ...lines.map((each) => made("li", {}, ...line(each)))),
    );
    this.boxes.set(spec.name, { box, group });
    return group;
  }

  /** Show or hide a layer. */
  show(name, visible) {
    const spec = this.specs.find((each) => each.name === name);
    const { box, group } = this.boxes.get(name);
    box.checked = visible;
    group.dataset.on = String(visible);
    if (spec.visible === visible) return;
    spec.visible = visible;
    this.changed(this.specs);
  }

  /** Show a layer that has records of `kind`, unless one is shown already. */
  reveal(kind) {
    const able = this.specs.filter((spec) => spec.kind === kind);
    if (able.length && !able.some((spec) => spec.visible)) this.show(able.at(-1).name, true);
  }
}

/** A line of the legend: both pictures, of which the style sheet shows the one of the theme, words, how many there are. */
const line = (swatch) => [
  ...["dark", "light"].map((theme) => {
    const image = picture(swatch[theme]);
    image.className = `only-${theme}`;
    return image;
  }),
  made("span", {}, swatch.label),
  made("span", { class: "reader-count" }, thin(swatch.count)),
];

/** A figure with thin spaces between its thousands. */
const thin = (figure) => String(figure).replace(/\B(?=(\d{3})+$)/g, "\u2009");
