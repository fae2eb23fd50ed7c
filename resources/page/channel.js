// The bridge to Python: a QWebChannel object whose every argument is one JSON text. Without a channel (an exported page, a
// test without one) events go nowhere and nothing arrives.

/** Connects; the promise gives {send(name, message), on(name, receive)}. */
export function connect() {
  const transport = globalThis.qt?.webChannelTransport;
  if (!transport || !globalThis.QWebChannel) return Promise.resolve({ send() {}, on() {} });
  return new Promise((resolve) => {
    new globalThis.QWebChannel(transport, ({ objects: { bridge } }) => {
      resolve({
        send: (name, message) => bridge[name](JSON.stringify(message)),
        on: (name, receive) => bridge[name].connect((text) => receive(JSON.parse(text))),
      });
    });
  });
}
