# Each verb makes and reuses .venv by itself.   make PYTHON=python3.13 test   chooses another Python.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help demo dashboard screenshots test test-core services engine check bench load messages clean

help:  ## list the verbs
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(READY)  ## the Palembang case, before and after, in sentences and tables
	@$(BIN)/orgsim demo

dashboard: $(READY)  ## the dashboard, in the browser of this machine
	@$(BIN)/orgsim dashboard

screenshots: $(READY)  ## every page of the dashboard, both languages, two widths, in results/screenshots
	$(BIN)/python tests/dashboard/screenshots.py results/screenshots

test: check services engine  ## everything: style, types, floors, tests, doctests
	$(BIN)/pytest -n auto --dist worksteal

test-core: check engine  ## the same, without what needs a browser or PostgreSQL
	$(BIN)/pytest -n auto --dist worksteal -m "not browser and not postgres"

services:  ## PostgreSQL and Chromium for the tests, if they are missing and this is root on Debian
	@tools/services.sh

engine: $(READY)
	@$(BIN)/python -m orgsim.simulation.engines.compiled

check: $(READY)  ## style, types and the floors of the house
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY)  ## speed, as ratios to other simulators on this machine
	-@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt \
	    --no-build-isolation --editable '.[bench]'
	$(BIN)/python -m benchmarks

load: $(READY)  ## what the dashboard must reach, by hand: minutes long
	$(BIN)/python -m benchmarks.dashboard

messages: $(READY)  ## bring the catalogues of sentences up to date with the code
	$(BIN)/pybabel -q extract --mapping-file=pyproject.toml --output-file=$(VENV)/orgsim.pot --project=orgsim \
	    --copyright-holder="the orgsim developers" --no-location --no-wrap --sort-output \
	    --keyword=message --keyword=say --keyword=translate .
	$(BIN)/pybabel -q update --domain=orgsim --locale=id --input-file=$(VENV)/orgsim.pot --output-dir=orgsim/locale \
	    --init-missing --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap

clean:  ## remove the environment and every cache
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "orgsim needs Python 3.11 or newer; name one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || \
	    { rm -rf $(VENV); echo "the venv module of $(PYTHON) is missing; on Debian: apt-get install python3-venv" >&2; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt hatchling
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --no-build-isolation \
	    --editable '.[dashboard,test,dev]'
	@touch $@
