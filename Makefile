# Doors: setup, run, test, pages, check, validate, bench. Needs git, make and Python 3.11+.
PY    ?= python3
VENV  ?= .venv
OUT   ?= results
BIN   := $(VENV)/bin
STAMP := $(VENV)/.ready

.PHONY: setup run test pages check validate bench docs lock
setup: $(STAMP)

run: $(STAMP)
	@$(BIN)/overlay compare --out $(OUT)

test: $(STAMP)
	@$(BIN)/python -m pytest -q -n auto --dist loadgroup -m "not pages"

# What takes long: pages of docs/ are compared with their runs (`make validate` writes them anew), the report is used in a browser, the notebook and the commands of the README are run.
pages: $(STAMP)
	@$(BIN)/python -m pytest -q -n auto --dist loadgroup -m pages tests

check: $(STAMP)
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -q tests/doors/test_house.py

# Needs a folder of public market data beside this one (see validation/real_market.py); writes pages of docs/, and says how long each took.
validate: $(STAMP)
	@$(BIN)/python -m validation

bench: $(STAMP)
	@$(BIN)/python benchmarks/bench.py

docs: $(STAMP)
	@$(BIN)/python -m engine.schemas docs/tables
	@$(BIN)/python -m validation.fx_margin
	@$(BIN)/python -m validation.fx_trades

# Needs uv on the PATH; only for changing dependencies.
lock:
	uv pip compile pyproject.toml --extra dev --universal --generate-hashes --no-header --python-version 3.11 -o requirements.lock

# The stamp is written last, so an interrupted install is done again.
# Debian without python3-venv has no ensurepip: there the environment is filled from outside.
$(STAMP): pyproject.toml requirements.lock
	@$(PY) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "need Python 3.11 or newer, found %s; try: make PY=python3.12 $(MAKECMDGOALS)" % sys.version.split()[0])'
	@echo "setting up $(VENV) (about half a minute, once)"
	@$(PY) -m venv $(VENV) 2>/dev/null || $(PY) -m venv --without-pip --clear $(VENV)
	@if $(BIN)/python -m pip --version >/dev/null 2>&1; then pip="$(BIN)/python -m pip"; else pip="$(PY) -m pip --python $(BIN)/python"; fi; \
	  $$pip --disable-pip-version-check install -q --require-hashes -r requirements.lock && \
	  $$pip --disable-pip-version-check install -q --no-deps --no-build-isolation -e .
	@touch $@
