// A layer's bytes taken apart (the format is described in layers/payload.py). No drawing, no DOM: worker and tests use it.

const TYPES = { f64: Float64Array, u32: Uint32Array, u8: Uint8Array };
const MAGIC = 0x31555447; // "GTU1", little endian
const FEW = 64; // of so many texts one is asked for by itself before all are read at once

const decoder = new TextDecoder();

/** A column of texts: the bytes of all of them, each followed by a zero, and where each begins, with the end. */
class Texts {
  constructor(bytes, starts) {
    this.bytes = bytes;
    this.starts = starts;
    this.asked = 0;
    this.read = null;
  }

  at(row) {
    if (!this.read && FEW * ++this.asked < this.starts.length) {
      return decoder.decode(this.bytes.subarray(this.starts[row], this.starts[row + 1] - 1));
    }
    return this.all()[row];
  }

  all() {
    return (this.read ??= this.bytes.length ? decoder.decode(this.bytes.subarray(0, -1)).split("\0") : []);
  }
}

/**
 * Header and typed arrays of a payload, its columns of texts, and the class of each feature as a code among `values`; throws
 * when the bytes are none.
 */
export function decode(buffer) {
  const view = new DataView(buffer);
  if (buffer.byteLength < 8 || view.getUint32(0, true) !== MAGIC) throw new Error("not a map payload");
  const length = view.getUint32(4, true);
  const header = JSON.parse(decoder.decode(new Uint8Array(buffer, 8, length)));
  const arrays = {};
  for (const [name, [offset, items, type]] of Object.entries(header.buffers)) {
    arrays[name] = new TYPES[type](buffer, 8 + length + offset, items);
  }
  const texts = {};
  for (const name of Object.keys(arrays)) {
    const [sort, column] = name.split(".");
    if (sort === "text") texts[column] = new Texts(arrays[name], arrays[`starts.${column}`]);
  }
  return { header, arrays, texts, classes: classesOf(header, arrays) };
}

/** {values, codes}: codes as they came, or one for each row of a plain list. */
function classesOf(header, arrays) {
  if (arrays["codes.class"]) return { values: header.classes, codes: arrays["codes.class"] };
  const values = header.columns.class;
  return { values, codes: Uint32Array.from(values, (_, row) => row) };
}

/** Bytes of a base64 text, as an ArrayBuffer. */
export function fromBase64(text) {
  const raw = atob(text);
  const bytes = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i);
  return bytes.buffer;
}
