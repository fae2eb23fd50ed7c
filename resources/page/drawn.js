// What is drawn above the painted tiles, and what is asked of them, by sort: each sort has one owner here. Messages come
// from Python as {what, name, message}, a null message taking the drawing of that name away.

import { Fan } from "./fan.js";
import { HeatLegend } from "./heat_legend.js";
import { Overlays } from "./overlays.js";
import { Pulse } from "./pulse.js";

export class Drawn {
  /** `page` is the map's (map.js), `config` what it was started with. */
  constructor(page, { marks }) {
    this.fan = new Fan(page, marks);
    this.pulse = new Pulse(page);
    this.sorts = { overlay: new Overlays(page, marks), heat: new HeatLegend(page), pulse: this.pulse };
  }

  told({ what, name, message }) {
    this.sorts[what].show(name, message);
  }

  /** The painted map is no longer what it was. */
  follow() {
    this.pulse.draw();
    this.sorts.overlay.refresh();
  }

  /** When all that was told stands. */
  get ready() {
    return this.sorts.overlay.ready;
  }

  /** Theme or language are not what they were. */
  restyle() {
    for (const sort of [...Object.values(this.sorts), this.fan]) sort.draw();
  }
}
