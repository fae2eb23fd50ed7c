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
    const lines = this.legend[spec.name].map((swatch) => made("li", {}, ...swatches(swatch), swatch.label));
    const group = made(
      "section",
      { "data-layer": spec.name, "data-on": String(spec.visible) },
      made("label", {}, box, spec.title[this.lang]),
      this.fills[spec.name] && made("p", { class: "quiet" }, this.fills[spec.name]),
      lines.length > 0 && made("ul", {}, ...lines),
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

/** Both pictures of a swatch; the style sheet shows the one of the theme. */
const swatches = (swatch) =>
  ["dark", "light"].map((theme) => {
    const image = picture(swatch[theme]);
    image.className = `only-${theme}`;
    return image;
  });
