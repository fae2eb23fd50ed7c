// Every word that the page itself says. What records and layers say arrives with them, in both languages.

const STRINGS = {
  search: { zh: "查找名称、代码、拼音", en: "Find by name, code or pinyin" },
  nothing: { zh: "没有找到", en: "Nothing found" },
  layers: { zh: "图层", en: "Layers" },
  shade: { zh: "深色/浅色", en: "Dark/light" },
  print: { zh: "打印", en: "Print" },
  close: { zh: "关闭", en: "Close" },
  under: { zh: "此处还有", en: "Also here" },
  base_map: { zh: "底图", en: "Base map" },
  as_of: { zh: "截至 {at}", en: "As of {at}" },
  borders: { zh: "示意边界，不作划界依据", en: "Indicative boundaries, of no legal force" },
  invented: { zh: "示意边界", en: "Indicative boundaries" },
  more: { zh: "另 {n} 类", en: "{n} more" },
  cluster: { zh: "{n} 处", en: "{n} here" },
  open: { zh: "点击展开", en: "click to open" },
  overdue: { zh: "超期", en: "overdue" },
  perKm2: { zh: "件/km²", en: "per km²" },
  m: { zh: "米", en: "m" },
  km: { zh: "公里", en: "km" },
  m2: { zh: "平方米", en: "m²" },
  ha: { zh: "公顷", en: "ha" },
  km2: { zh: "平方公里", en: "km²" },
  mu: { zh: "亩", en: "mu" },
  distance: { zh: "距离", en: "Distance" },
  leg: { zh: "本段", en: "This leg" },
  bearing: { zh: "方位角", en: "Bearing" },
  area: { zh: "面积", en: "Area" },
  radius: { zh: "半径", en: "Radius" },
  around: { zh: "周长", en: "Perimeter" },
  copy: { zh: "复制", en: "Copy" },
  north: { zh: "北", en: "N" },
  northeast: { zh: "东北", en: "NE" },
  east: { zh: "东", en: "E" },
  southeast: { zh: "东南", en: "SE" },
  south: { zh: "南", en: "S" },
  southwest: { zh: "西南", en: "SW" },
  west: { zh: "西", en: "W" },
  northwest: { zh: "西北", en: "NW" },
};

/** The words called `name` in `lang`, with `{key}` places filled from `values`. */
export function say(name, lang, values = {}) {
  return STRINGS[name][lang].replace(/\{(\w+)\}/g, (_, key) => String(values[key]));
}
