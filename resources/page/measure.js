// The measuring tool: corners by clicks, a read-out beside the pointer that counts as it moves; a double click or Enter
// ends the line, Backspace takes a corner back, Escape lets it go. What was measured stays drawn, with its figures and a
// button that copies them, until the next line is begun or the tool is put away.

import L from "leaflet";
import { areaInWords, directionInWords, lengthInWords } from "./amounts.js";
import { area, leg, length } from "./geodesy.js";
import { Readout } from "./readout.js";
import { say } from "./strings.js";

export function measureTool(page, tell) {
  const { map } = page;
  let wanted = "distance";
  let corners = []; // [lat, lng]
  let at = null; // where the pointer is, while a line is open
  let drawn = null;
  let readout = null;

  const isArea = () => wanted === "area";

  /** The figures of `line`, as [what, how much] pairs. */
  function figures(line) {
    const { lang } = page;
    if (isArea()) {
      const { squareMetres, metres } = area(line);
      const [metric, mu] = areaInWords(squareMetres, lang);
      return [
        [say("area", lang), `${metric} · ${mu}`],
        [say("around", lang), lengthInWords(metres, lang)],
      ];
    }
    const last = leg(line.at(-2), line.at(-1));
    const rows = [[say("distance", lang), lengthInWords(length(line), lang)]];
    if (line.length > 2) rows.push([say("leg", lang), lengthInWords(last.metres, lang)]);
    rows.push([say("bearing", lang), directionInWords(last.bearing, lang)]);
    return rows;
  }

  function draw(open) {
    const line = open && at ? [...corners, at] : corners;
    drawn.clearLayers();
    const { accent, selection_inner: inner } = page.tokens;
    const shape = isArea() && line.length > 2 ? L.polygon : L.polyline;
    for (const [color, weight] of [
      [inner, 5],
      [accent, 2.5],
    ]) {
      drawn.addLayer(shape(line, { color, weight, fill: isArea() && color === accent, fillOpacity: 0.15, interactive: false }));
    }
    for (const place of corners) {
      drawn.addLayer(L.circleMarker(place, { radius: 4, color: inner, weight: 1.5, fillColor: accent, fillOpacity: 1, interactive: false }));
    }
    return line;
  }

  function live(containerPoint) {
    const line = draw(true);
    if (line.length < (isArea() ? 3 : 2)) return readout.hide();
    readout.show(figures(line), containerPoint);
  }

  function clear() {
    corners = [];
    at = null;
    drawn?.clearLayers();
    readout?.hide();
  }

  function finish() {
    at = null;
    if (corners.length < (isArea() ? 3 : 2)) return clear();
    const rows = figures(draw(false));
    const ended = corners;
    corners = [];
    readout.pin(rows, ended.at(-1), () => tell("copy", { text: rows.map(([what, much]) => `${what} ${much}`).join("\n") }));
    const amount = isArea() ? { squareMetres: area(ended).squareMetres } : { metres: length(ended) };
    tell("measured", { wanted, corners: ended, ...amount });
  }

  return {
    cursor: "crosshair",
    start(options) {
      wanted = options.wanted ?? "distance";
      drawn = L.layerGroup().addTo(map);
      readout = new Readout(page);
    },
    stop() {
      drawn.remove();
      readout.remove();
    },
    click({ latlng: { lat, lng }, originalEvent, containerPoint }) {
      if (originalEvent.detail > 1) return true;
      if (!corners.length) clear();
      corners.push([lat, lng]);
      live(containerPoint);
      return true;
    },
    twice() {
      finish();
      return true;
    },
    move({ latlng: { lat, lng }, containerPoint }) {
      if (!corners.length) return;
      at = [lat, lng];
      live(containerPoint);
    },
    key({ key }) {
      if (!corners.length) return false;
      if (key === "Enter") finish();
      else if (key === "Escape") clear();
      else if (key === "Backspace") {
        corners.pop();
        if (corners.length) live(null);
        else clear();
      } else return false;
      return true;
    },
  };
}
