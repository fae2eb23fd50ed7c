# Every target makes what it needs first (tools/setup.sh); ARGS goes to the program behind it:
#   make test ARGS="tests/unit -k journal"     make bench ARGS="--scale county"
PY := .venv/bin/python
ARGS ?=
# Tests of one file share a worker and what they set up; half the time on two cores.
PYTEST := -m pytest -n auto --maxprocesses=4 --dist loadfile

help: ## what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

setup: ## the environment alone (.venv, system libraries, page bundles)
	@tools/setup.sh

run: setup ## open the demo county; with no display, draw it into war-room.png
	@tools/run.sh

assets: setup ## resources/vendor from resources/page and resources/i18n
	@$(PY) tools/build_assets.py

test: ## every test, on SQLite and on a PostGIS of its own
	@tools/setup.sh test
	$(PY) tools/postgres.py $(PY) $(PYTEST) $(ARGS)

test-qt-floor: ## page and window tests on the oldest supported PySide6
	@tools/setup.sh floor
	.venv-qt-floor/bin/python $(PYTEST) tests/qt tests/page $(ARGS)

lint: lint-format lint-rules lint-types lint-floors lint-page lint-words lint-pins ## everything that can be checked without running
lint-format: setup
	$(PY) -m ruff format --check --quiet . || { echo "these files are not in order: make format"; exit 1; }
lint-rules: setup
	$(PY) -m ruff check .
lint-types: setup
	$(PY) -m mypy
lint-floors: setup
	.venv/bin/lint-imports --no-logo
lint-page: setup
	$(PY) tools/build_assets.py node node_modules/eslint/bin/eslint.js --max-warnings 0 .
lint-words: setup
	$(PY) -m tools.words --check
lint-pins: setup
	$(PY) tools/lock.py --check

words: setup ## collect new words of the window into resources/i18n
	$(PY) -m tools.words

format: setup ## let ruff put code in order
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

bench: setup ## measure the real window against the budgets: build/bench.json
	$(PY) -m benchmarks $(ARGS)

shots: setup ## docs/shots: the README's pictures, from the real window
	$(PY) -m tools.shots $(ARGS)

lock: setup ## resolve every pin anew
	$(PY) tools/lock.py "$$(command -v uv || echo .uv/bin/uv)"
	$(PY) tools/build_assets.py npm update --save

clean: ## remove everything that was built
	rm -rf .venv .venv-qt-floor .uv node_modules build resources/vendor war-room.png

.PHONY: help setup run assets test test-qt-floor lint lint-format lint-rules lint-types lint-floors lint-page lint-words lint-pins words format bench shots lock clean
