// The bridge to Python: a QWebChannel object whose every argument is one JSON text. A page without Qt around it (an
// exported page, a test without a bridge) has a channel inside itself, whose other end the reader holds.

const toPage = new Map();
const fromPage = new Map();

/** Connects; the promise gives {send(name, message), on(name, receive)}. */
export function connect() {
  const transport = globalThis.qt?.webChannelTransport;
  if (!transport || !globalThis.QWebChannel) {
    return Promise.resolve({
      send: (name, message) => fromPage.get(name)?.(message),
      on: (name, receive) => toPage.set(name, receive),
    });
  }
  return new Promise((resolve) => {
    new globalThis.QWebChannel(transport, ({ objects: { bridge } }) => {
      resolve({
        send: (name, message) => bridge[name](JSON.stringify(message)),
        on: (name, receive) => bridge[name].connect((text) => receive(JSON.parse(text))),
      });
    });
  });
}

/** The other end of the channel inside the page: tell the page what Python would, hear what Python would. */
export const within = {
  tell: (name, message) => toPage.get(name)?.(message),
  hear: (name, receive) => fromPage.set(name, receive),
};
