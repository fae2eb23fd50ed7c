#!/usr/bin/env bash
# Makes the environment that every make target runs in, from nothing but python3 on Debian or a relative of it.
# Usage: tools/setup.sh [test] [floor]
#   (always)  system libraries of Qt WebEngine, uv, .venv from requirements.lock, the page's bundles
#   test      also PostgreSQL with PostGIS, and Chromium, which opens exported pages
#   floor     also Chromium, and .venv-qt-floor: the same pins with the oldest supported PySide6
# Packages are installed by apt only as root or with a password-free sudo; otherwise the one line to run is printed.
# What is done is stamped, so that the next call returns at once.
set -euo pipefail
cd "$(dirname "$0")/.."

UV_VERSION=0.13.9
PACKAGES="libasound2 libcups2 libegl1 libfontconfig1 libfreetype6 libgbm1 libgl1 libglib2.0-0 libnspr4 libnss3
  libudev1 libx11-xcb1 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0
  libxcb-shape0 libxcb-util1 libxcb-xkb1 libxcomposite1 libxdamage1 libxkbcommon-x11-0 libxkbfile1 libxrandr2 libxtst6
  fonts-noto-cjk"
TEST_PACKAGES="postgresql-15-postgis-3"
PAGE_TEST_PACKAGES="chromium"
# The Python that is here; the certificates that the machine trusts; no wish for another environment.
export UV_PYTHON_DOWNLOADS=never UV_SYSTEM_CERTS=true UV_LINK_MODE=${UV_LINK_MODE:-hardlink}
unset VIRTUAL_ENV

say() { echo "setup: $*" >&2; }

# Install the named Debian packages that are missing; false, with the line to run, when that is not ours to do.
# Debian 13 and Ubuntu 24.04 renamed some libraries to NAMEt64.
debian_packages() {
  command -v dpkg-query >/dev/null || return 0
  local name here missing=() run=()
  here=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n')
  for name in "$@"; do
    grep -qxE "installed $name(t64)?" <<<"$here" || missing+=("$name")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  if [ "$(id -u)" -ne 0 ]; then
    if ! sudo -n true 2>/dev/null; then
      say "these system packages are missing; run this line, then the same command again:"
      say "  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing[*]}"
      return 1
    fi
    run=(sudo)
  fi
  say "installing system packages: ${missing[*]}"
  "${run[@]}" apt-get update -qq
  local wanted=()
  for name in "${missing[@]}"; do
    if apt-cache show "${name}t64" >/dev/null 2>&1; then wanted+=("${name}t64"); else wanted+=("$name"); fi
  done
  "${run[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${wanted[@]}" >/dev/null </dev/null
}

have_uv() { command -v uv || { [ -x .uv/bin/uv ] && echo "$PWD/.uv/bin/uv"; }; }

# Print the uv to use: the one on PATH, or our own in .uv/.
find_uv() {
  if ! have_uv; then
    say "installing uv $UV_VERSION"
    python3 -m venv --clear .uv
    .uv/bin/pip install --quiet --disable-pip-version-check "uv==$UV_VERSION" >&2
    have_uv
  fi
}

# environment FOLDER REQUIREMENTS: make FOLDER hold exactly REQUIREMENTS and this project, unless it already does.
environment() {
  local folder=$1 requirements=$2 stamp
  stamp=$(cat "$requirements" pyproject.toml tools/setup.sh <(python3 -VV) | sha256sum)
  [ "$(cat "$folder/.guatu-stamp" 2>/dev/null)" = "$stamp" ] && return
  say "making $folder (the first time this downloads some 600 MB)"
  [ -x "$folder/bin/python" ] || "$uv" venv --quiet --python python3 "$folder"
  "$uv" pip sync --quiet --python "$folder" "$requirements"
  "$uv" pip install --quiet --python "$folder" --no-deps --no-build-isolation --editable .
  echo "$stamp" >"$folder/.guatu-stamp"
}

python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { say "Python 3.11 or newer is needed"; exit 1; }
if [[ " $* " = *" test "* ]]; then
  debian_packages $TEST_PACKAGES || say "going on without: tests on PostGIS are skipped (or fail, where CI=true)"
fi
if [[ " $* " = *" test "* || " $* " = *" floor "* ]]; then
  debian_packages $PAGE_TEST_PACKAGES || say "going on without: tests of exported pages are skipped (or fail, where CI=true)"
fi
python3 -c 'import ensurepip' 2>/dev/null || have_uv >/dev/null || PACKAGES+=" python3-venv"
debian_packages $PACKAGES
uv=$(find_uv)
environment .venv requirements.lock
if [[ " $* " = *" floor "* ]]; then
  mkdir -p build
  .venv/bin/python tools/lock.py --floor >build/requirements-qt-floor.txt
  environment .venv-qt-floor build/requirements-qt-floor.txt
fi
.venv/bin/python tools/build_assets.py >&2
