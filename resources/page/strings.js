// Every word that the page itself says. What records and layers say arrives with them, in both languages.

const STRINGS = {
  invented: { zh: "示意边界", en: "Indicative boundaries" },
  cluster: { zh: "{n} 处", en: "{n} here" },
  open: { zh: "点击展开", en: "click to open" },
  overdue: { zh: "超期", en: "overdue" },
  m: { zh: "米", en: "m" },
  km: { zh: "公里", en: "km" },
};

/** The words called `name` in `lang`, with `{key}` places filled from `values`. */
export function say(name, lang, values = {}) {
  return STRINGS[name][lang].replace(/\{(\w+)\}/g, (_, key) => String(values[key]));
}
