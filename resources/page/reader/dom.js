// Elements of the exported page. A record's text always goes in as text.

/** A new element: `made("div", {class: "x"}, child, "text")`; a child that is false or null is left out. */
export function made(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== false && child !== null && child !== undefined));
  return element;
}

/** A small picture of the legend, an SVG document as text. */
export const picture = (svg) => made("img", { alt: "", src: `data:image/svg+xml;utf8,${encodeURIComponent(svg)}` });

/** South, west, north and east as Leaflet takes a box. */
export const corners = ([south, west, north, east]) => [
  [south, west],
  [north, east],
];
