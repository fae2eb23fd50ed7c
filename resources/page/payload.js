// A layer's bytes taken apart (the format is described in layers/payload.py). No drawing, no DOM: worker and tests use it.

const TYPES = { f64: Float64Array, u32: Uint32Array };
const MAGIC = 0x31555447; // "GTU1", little endian

/** Header and typed arrays of a payload; throws when the bytes are none. */
export function decode(buffer) {
  const view = new DataView(buffer);
  if (buffer.byteLength < 8 || view.getUint32(0, true) !== MAGIC) throw new Error("not a map payload");
  const length = view.getUint32(4, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length)));
  const arrays = {};
  for (const [name, [offset, items, type]] of Object.entries(header.buffers)) {
    arrays[name] = new TYPES[type](buffer, 8 + length + offset, items);
  }
  return { header, arrays };
}

/** Bytes of a base64 text, as an ArrayBuffer. */
export function fromBase64(text) {
  const raw = atob(text);
  const bytes = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i);
  return bytes.buffer;
}
