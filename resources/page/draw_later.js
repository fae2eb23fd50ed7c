// The bundle of the drawing tool, for `drawing.js`.

import { drawTool } from "./draw.js";

globalThis.guatuDraw = drawTool;
