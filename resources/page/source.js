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
  /** `worker` is the worker's text, `layers` name → base64 of a payload. */
  embedded({ worker, layers }) {
    return {
      config: { kind: "embedded" },
      worker: () => new Worker(URL.createObjectURL(new Blob([worker], { type: "text/javascript" }))),
      feed(engine) {
        for (const [name, text] of Object.entries(layers)) {
          engine.tell("bytes", { name, buffer: fromBase64(text) });
        }
      },
    };
  },
};

export const sourceOf = (config) => sources[config.kind](config);
