// The records that an exported page carries: what a click shows of one, and what a search finds. Texts come ready to be
// read; which columns are there was decided when the page was written.

import { carried } from "../source.js";
import { shown } from "../text.js";

const MOST = 6; // answers of one kind

export class Records {
  /** `titles` maps a kind to its name in both languages. */
  constructor() {
    this.kinds = null;
    this.ready = carried("guatu-records")
      .then((bytes) => JSON.parse(new TextDecoder().decode(bytes)))
      .then((kinds) => {
        for (const kind of Object.values(kinds)) kind.at = new Map(kind.uids.map((uid, row) => [uid, row]));
        this.kinds = kinds;
      });
  }

  /** [heading, text] pairs of a record, without empty ones; null when the page has no such record. */
  async of(kind, uid) {
    await this.ready;
    const found = this.kinds[kind];
    const row = found?.at.get(uid);
    if (row === undefined) return null;
    return found.columns.map((heading, column) => [heading, shown(found.texts[column][row])]).filter(([, text]) => text);
  }

  /** Records that `query` means, the best first: [{kind, uid, name, number, beside}]. */
  async find(query) {
    await this.ready;
    const wanted = folded(query);
    if (!wanted) return [];
    return Object.entries(this.kinds).flatMap(([kind, records]) => best(kind, records, wanted)).sort(byRank);
  }
}

function best(kind, records, wanted) {
  records.lines ??= records.uids.map((_, row) => line(records, row));
  const hits = [];
  records.lines.forEach((keys, row) => {
    const rank = rankOf(keys, wanted);
    if (rank < 3) hits.push({ rank, row, size: keys[0]?.length ?? 0 });
  });
  hits.sort(byRank);
  return hits.slice(0, MOST).map(({ rank, row, size }) => {
    const [name, number = ""] = records.keys.map((key) => shown(key[row]));
    return { kind, uid: records.uids[row], name, number, rank, size, more: hits.length - MOST };
  });
}

const byRank = (a, b) => a.rank - b.rank || a.size - b.size;

function line(records, row) {
  const keys = records.keys.map((key) => folded(key[row]));
  return keys.concat((records.spelt[row] ?? "").split(" ")).filter(Boolean);
}

/** 0 a whole key, 1 the beginning of one, 2 anywhere in one, 3 nowhere. */
function rankOf(keys, wanted) {
  let rank = 3;
  for (const key of keys) {
    if (key === wanted) return 0;
    if (key.startsWith(wanted)) rank = 1;
    else if (rank > 2 && key.includes(wanted)) rank = 2;
  }
  return rank;
}

/** As it is compared: width and case folded, no blanks. */
const folded = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");
