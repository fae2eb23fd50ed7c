#!/usr/bin/env bash
# Opens the demo county, or draws it where there is no display.
# Usage: tools/run.sh         the window; with no display war-room.png
set -euo pipefail
cd "$(dirname "$0")/.."

DEMO=build/demo/411024.gpkg
app() { .venv/bin/python app.py "$@"; }

headless() {
  export QT_QPA_PLATFORM=offscreen
  # Chromium's sandbox does not start under root; offscreen we show nothing but our own page.
  if [ "$(id -u)" -eq 0 ]; then export QTWEBENGINE_DISABLE_SANDBOX=1; fi
}

# draw OPTION…: draw the window offscreen. What QtWebEngine says of the GPU that it does not find goes to a log, which is
# shown when the drawing fails.
draw() {
  headless
  app "$DEMO" --size 1920x1080 "$@" 2>build/draw.log || { cat build/draw.log >&2; exit 1; }
}

if [ ! -e "$DEMO" ]; then
  echo "Building the demo county 鄢陵 (invented people, real places) in $DEMO"
  mkdir -p build/demo
  # Built beside and moved, so that an interrupted build is not taken for a county.
  rm -rf build/demo/.new && mkdir build/demo/.new
  app demo build/demo/.new/411024.gpkg --county 411024
  # With the layers that are kept beside it, so that its first start is as quick as any.
  rm -rf build/demo/.411024.gpkg.map && mv build/demo/.new/.411024.gpkg.map build/demo/
  mv build/demo/.new/411024.gpkg "$DEMO"
  rm -r build/demo/.new
fi

if [ "$(uname)" = Linux ] && [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  echo "There is no display here (neither DISPLAY nor WAYLAND_DISPLAY), so the window is drawn into war-room.png."
  draw --shot war-room.png
  echo "war-room.png is the window as it would open."
elif [ "$(id -u)" -eq 0 ] && [ -z "${QTWEBENGINE_DISABLE_SANDBOX:-}" ]; then
  echo "Start it as an ordinary user: the sandbox around the map page does not run under root." >&2
  exit 1
else
  app "$DEMO"
fi
