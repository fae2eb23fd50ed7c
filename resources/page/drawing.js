// The drawing tool, fetched when it is first taken in hand: Geoman is twice the rest of the page, and on most shifts
// nothing is drawn. Until it is there clicks wait, and so does what Python says to the tool.

const SOURCE = "vendor/draw_later.js";
let coming = null;

function fetched() {
  coming ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = SOURCE;
    script.onload = () => resolve(globalThis.guatuDraw);
    script.onerror = () => {
      coming = null; // the next try may do better
      reject(new Error(`${SOURCE} did not come`));
    };
    document.head.append(script);
  });
  return coming;
}

export function drawTool(page, tell) {
  const heard = [];
  const clicks = []; // made before the tool was there
  let tool = null;
  let stopped = false;
  const come = async (options) => {
    try {
      const make = await fetched();
      if (stopped) return;
      tool = make(page, tell);
      tool.start(options);
      for (const message of heard) tool.told(message);
      for (const event of clicks) page.map.fire("click", event);
    } catch (error) {
      page.send("trouble", { message: error.message, source: "page" });
    }
  };
  return {
    cursor: "crosshair",
    start(options) {
      this.ready = come(options);
    },
    stop() {
      stopped = true;
      tool?.stop();
    },
    told: (message) => (tool ? tool.told(message) : heard.push(message)),
    move: (event) => tool?.move(event),
    click: (event) => (tool ? tool.click(event) : clicks.push(event) > 0),
    twice: (event) => (tool ? tool.twice(event) : true),
    key: (event) => tool?.key(event) ?? false,
  };
}
