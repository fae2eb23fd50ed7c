// The tool in hand: one at a time, each an object of one module, made by the dictionary below. Python names the tool
// (`toolChanged`), the tool answers by `page.send("toolSaid", {tool, event, …})` and hears by `told`. What a tool leaves
// out is done as with no tool: a click selects, a key moves the map, Escape puts the tool away. One that has to be fetched
// first has `ready`, a promise.
//
// A tool may have: cursor, start(options), stop(), told(message), move(event), and three that say true when they took
// the event: click(event), twice(event) for a double click, key(event).

import { boundaryTool } from "./boundary.js";
import { drawTool } from "./drawing.js";
import { Hint } from "./hint.js";
import { boxTool, lassoTool } from "./lasso.js";
import { measureTool } from "./measure.js";

const TOOLS = { boundary: boundaryTool, box: boxTool, draw: drawTool, lasso: lassoTool, measure: measureTool };

export class Toolbox {
  constructor(page) {
    this.page = page;
    this.name = "select";
    this.active = null;
    this.hint = new Hint(page);
  }

  /** Put the present tool down and take the one that `message` names; "select" and "add" have no object. `hint` is how it is used. */
  use({ tool, hint, ...options }) {
    this.active?.stop?.();
    this.name = tool;
    this.hint.show(hint);
    this.active = TOOLS[tool]?.(this.page, (event, message) => this.page.send("toolSaid", { tool, event, ...message })) ?? null;
    this.active?.start?.(options);
  }

  /** Settled when the tool in hand can be used. */
  get ready() {
    return this.active?.ready ?? Promise.resolve();
  }

  /** What Python says to the tool that is in hand. */
  told({ tool, ...message }) {
    if (tool !== this.name) return;
    if (message.undo) {
      if (!this.take("key", { key: "Backspace" })) this.page.send("toolSaid", { tool, event: "undo" });
    } else if (!message.escape) this.active?.told?.(message);
    else if (!this.take("key", { key: "Escape" })) this.page.send("toolDropped", {});
  }

  get cursor() {
    return this.name === "add" ? "crosshair" : (this.active?.cursor ?? "");
  }

  /** Offer an event to the tool; true when it took it. */
  take(what, event) {
    return this.active?.[what]?.(event) ?? false;
  }
}
