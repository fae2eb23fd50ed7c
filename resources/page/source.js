// Where worker and bytes come from. The live page fetches both from its scheme; an exported page carries them inside.
// A source is {config, worker(): Worker, feed(engine)}: config goes to the worker, feed hands over embedded bytes.

import { fromBase64 } from "./payload.js";

const sources = {
  scheme({ worker, base }) {
    return {
      config: { kind: "scheme", base: new URL(base, document.baseURI).href },
      worker: () => new Worker(worker),
      feed() {},
    };
  },
  /** `layers` are names, those that are seen first in front; their bytes stand in blocks of the document. */
  embedded({ layers }) {
    return {
      config: { kind: "embedded" },
      worker() {
        const text = document.getElementById("guatu-worker").textContent;
        const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
        return new Worker(address);
      },
      async feed(engine) {
        for (const name of layers) engine.tell("bytes", { name, buffer: await carried(`guatu-layer-${name}`) });
      },
    };
  },
};

/** The bytes that block `id` of the document carries, as gzip in base64; the block is emptied. */
export function carried(id) {
  const block = document.getElementById(id);
  const bytes = fromBase64(block.textContent);
  block.textContent = "";
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
}

export const sourceOf = (config) => sources[config.kind](config);
