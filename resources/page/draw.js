// The drawing tool: lines, areas and circles drawn by clicks, and the vertices of one drawing in the hand. Geoman draws and
// edits, snapping to what is near; each finished shape and each change of one is told once, as GeoJSON. Nothing is kept
// here: what is drawn becomes a record in Python and comes back as a painted layer.

import L, { equip } from "./geoman.js";
import { lengthInWords } from "./amounts.js";
import { length } from "./geodesy.js";
import { Readout } from "./readout.js";
import { Snapping } from "./snapping.js";
import { say } from "./strings.js";

const DECIMALS = 9; // of a degree: a tenth of a millimetre
const SNAP = 12; // px

export function drawTool(page, tell) {
  const { map } = page;
  let mode = null; // "Line", "Polygon", "Circle", or "edit"
  let snapping = null;
  let readout = null;
  let edited = null; // {uid, layer}
  let changed = false;

  const lines = () => ({ color: page.tokens.accent, weight: 2.5 });

  function begin() {
    map.pm.setLang(page.lang === "zh" ? "zh" : "en");
    map.pm.enableDraw(mode, {
      snappable: true,
      snapDistance: SNAP,
      finishOn: null,
      tooltips: false,
      allowSelfIntersection: mode === "Line",
      templineStyle: lines(),
      hintlineStyle: { ...lines(), dashArray: "6 5" },
      pathOptions: lines(),
      cursorMarker: true,
    });
  }

  /** The drawing that Geoman has open, with fewer vertices than it needs to be one. */
  const open = () => map.pm.Draw[mode];

  /** A double click asks for it after its second half has ended the drawing already, as Geoman has it: once is enough. */
  function finish() {
    const drawing = open();
    if (!drawing.enabled()) return;
    const corners = drawing._layer?.getLatLngs?.() ?? [];
    const least = mode === "Polygon" ? 3 : 2;
    if (mode === "Circle" || corners.length < least) return;
    drawing._finishShape();
  }

  function created({ layer, shape }) {
    layer.remove();
    readout.hide();
    if (shape === "Circle") {
      const { lat, lng } = layer.getLatLng();
      const edge = map.pm.Draw.Circle._hintMarker?.getLatLng() ?? null;
      const metres = edge ? length([[lat, lng], [edge.lat, edge.lng]]) : layer.getRadius();
      tell("circle", { centre: [lng, lat], metres });
    } else {
      tell("drawn", { geometry: layer.toGeoJSON(DECIMALS).geometry });
    }
    setTimeout(() => mode && mode !== "edit" && begin());
  }

  // -- one drawing in the hand ------------------------------------------------------------------------

  function release() {
    if (!edited) return;
    edited.layer.pm.disable();
    edited.layer.remove();
    edited = null;
  }

  function take({ uid, geometry }) {
    release();
    snapping.refresh(uid);
    if (!geometry) return;
    const options = { ...lines(), fillOpacity: 0.1, pmIgnore: false, bubblingMouseEvents: false, pane: "selection" };
    const [layer] = L.geoJSON(geometry, { style: options, ...options }).getLayers();
    layer.options.pmIgnore = false;
    layer.addTo(map);
    if (!layer.pm) L.PM.reInitLayer(layer);
    layer.pm.enable({ snappable: true, snapDistance: SNAP, draggable: true, allowSelfIntersection: layer instanceof L.Polygon === false });
    edited = { uid, layer };
    layer.on("pm:edit pm:dragend", () => {
      changed = true;
      page.pointer.free().then(flush);
    });
  }

  /** Tell what became of the drawing, once for all that one movement of the hand has changed. */
  function flush() {
    if (!changed || !edited) return;
    changed = false;
    tell("edited", { uid: edited.uid, geometry: edited.layer.toGeoJSON(DECIMALS).geometry });
  }

  // -- the tool ---------------------------------------------------------------------------------------

  return {
    cursor: "crosshair",
    start(options) {
      mode = options.mode;
      equip(map);
      snapping = new Snapping(map, page.engine);
      readout = new Readout(page);
      map.on("pm:create", created);
      if (mode !== "edit") begin();
      else if (options.take) take(options.take);
    },
    stop() {
      map.off("pm:create", created);
      if (mode !== "edit") map.pm.disableDraw();
      mode = null;
      release();
      snapping.remove();
      readout.remove();
    },
    told(message) {
      if (message.take) take(message.take);
      if (message.refresh) snapping.refresh();
    },
    click: () => mode !== "edit",
    twice() {
      if (mode !== "edit") finish();
      return true;
    },
    move({ latlng, containerPoint }) {
      if (mode === "edit") return;
      const drawing = open();
      const corners = drawing._layer?.getLatLngs?.();
      const start = mode === "Circle" ? drawing._centerMarker?.getLatLng() : corners?.at(-1);
      const busy = mode === "Circle" ? drawing._layer?.getRadius?.() > 0 : corners?.length;
      if (!start || !busy) return readout.hide();
      const { lang } = page;
      const far = length([[start.lat, start.lng], [latlng.lat, latlng.lng]]);
      const rows = [[say(mode === "Circle" ? "radius" : "leg", lang), lengthInWords(far, lang)]];
      if (mode !== "Circle" && corners.length > 1) {
        const along = length(corners.map(({ lat, lng }) => [lat, lng])) + far;
        rows.push([say("distance", lang), lengthInWords(along, lang)]);
      }
      readout.show(rows, containerPoint);
    },
    key({ key }) {
      if (mode === "edit") return false;
      const drawing = open();
      const corners = drawing._layer?.getLatLngs?.() ?? [];
      const busy = mode === "Circle" ? drawing._layer?.getRadius?.() > 0 : corners.length > 0;
      if (!busy) return false;
      if (key === "Enter") finish();
      else if (key === "Backspace" && mode !== "Circle" && corners.length > 1) drawing._removeLastVertex();
      else if (key === "Escape" || key === "Backspace") {
        map.pm.disableDraw();
        readout.hide();
        begin();
      } else return false;
      return true;
    },
  };
}
