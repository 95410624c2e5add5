# Doors: setup, run, test, pages, check, validate, bench, site, market, hand. Needs git, make and Python 3.11+.
PY    ?= python3
VENV  ?= .venv
OUT   ?= results
BIN   := $(VENV)/bin
READY := $(VENV)/.ready
DEV   := $(VENV)/.dev
SITE  := $(VENV)-site
BUILT ?= build/site
PIP   := --disable-pip-version-check install -q

.PHONY: setup run test pages check validate bench docs site market lock hand
setup: $(READY)

run: $(READY)
	@$(BIN)/overlay compare --out $(OUT)

# What Python compiled is kept, also where the environment says not to: both workers and every command that tests start would compile 1,200 files again.
test pages check: export PYTHONDONTWRITEBYTECODE :=
test: $(DEV)
	@$(BIN)/python -m pytest -q -n auto --dist loadscope -m "not pages"

# What takes long: pages of docs/ are compared with their runs (`make validate` writes them anew), the report is used in a browser, the notebook and the commands of the README are run; every law has all its cases and examples.
pages: $(DEV)
	@$(BIN)/python -m pytest -q -n auto --dist loadscope -m "pages or hypothesis" tests

check: $(DEV)
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/mypy tests/typing
	@$(BIN)/python -m pytest -q tests/doors/test_house.py tests/doors/test_limits.py tests/doors/test_sums.py tests/doors/test_tests.py tests/doors/test_architecture.py tests/doors/test_docstrings.py tests/doors/test_hosts.py

# Writes pages of docs/, and says how long each took; one that wants public data that are not in the project says which file (validation/public_data.py).
validate: $(DEV)
	@$(BIN)/python -m validation

bench: $(DEV)
	@$(BIN)/python benchmarks/bench.py

docs: $(READY)
	@$(BIN)/python -m validation.table_pages
	@$(BIN)/python -m validation.metrics
	@$(BIN)/python -m validation.json_schemas
	@$(BIN)/python -m validation.architecture
	@$(BIN)/python -m validation.fx_margin
	@$(BIN)/python -m validation.fx_trades
	@$(BIN)/python -m validation.fx_range
	@$(BIN)/python -m validation.hedge

# The pages as a site, in English and Japanese, with search: open build/site/index.html. It needs no network once its environment is there.
site: $(SITE)/.ready
	@$(SITE)/bin/python -m validation.site $(BUILT)

# The market that comes with the program, from a folder of public files: see docs/decisions/003-embedded-market.md. The long one needs the sessions before it.
HISTORY ?= ../shared/history
market: $(READY)
	@$(BIN)/overlay data build --index-name SPX --start 1981-06-01 --starts 1982-04-21 --end 2026-07-10 \
	  --index $(HISTORY)/spx_daily.csv --publisher "index=S&P, as shown by Yahoo (^GSPC)" \
	  --vix $(HISTORY)/vix_daily.csv --publisher vix=Cboe \
	  --bills $(HISTORY)/dtb3_daily.csv:discount:13w --publisher "bills=Federal Reserve, then Cboe" \
	  --bills-1m $(HISTORY)/dgs1mo_daily.csv:yield --publisher "bills-1m=US Treasury" \
	  --fx $(HISTORY)/usdjpy_dexjpus_daily.csv --publisher "fx=Federal Reserve, then Yahoo" \
	  --dividends $(HISTORY)/spx_dividend_yield_monthly.csv --publisher "dividends=R. Shiller, then derived from SPY" --derived SPY \
	  --jpy-rate $(HISTORY)/jpy_call_rate_monthly.csv --publisher "jpy-rate=OECD, then Bank of Japan" \
	  -o data/history/spx.parquet --force
	@$(BIN)/python -m validation.long_file

# The default plan on a page for a phone: about 13 minutes on two cores; it goes on where it was stopped.
hand: $(READY)
	@$(BIN)/overlay hand --to $(OUT)/hand.html --out $(OUT) --force

# Needs uv on the PATH; only for changing dependencies.
LOCK := uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11
lock:
	@$(LOCK) pyproject.toml -o requirements.lock
	@$(LOCK) --group setup -o requirements-setup.lock
	@$(LOCK) --group site -o requirements-site.lock
	@$(LOCK) --group dev -c requirements.lock -c requirements-setup.lock -o requirements-dev.lock

# A stamp is written last, so an interrupted install is done again.
# Any pip that can install into another environment brings the pinned one, which installs the rest: Debian without python3-venv has no ensurepip.
# Packages are compiled here, on all cores and without their tests: pip takes one core for both, and warnings of other people's code are not for users.
$(READY): pyproject.toml requirements.lock requirements-setup.lock
	@$(PY) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "need Python 3.11 or newer, found %s; try: make PY=python3.12 $(MAKECMDGOALS)" % sys.version.split()[0])'
	@echo "setting up $(VENV) (about half a minute, once)"
	@$(PY) -m venv --without-pip $(VENV)
	@pip="$(PY) -m pip --python $(BIN)/python"; $$pip --version >/dev/null 2>&1 || { $(PY) -m venv $(VENV) && pip="$(BIN)/python -m pip"; }; \
	  $$pip $(PIP) --no-compile --require-hashes -r requirements-setup.lock
	@$(BIN)/python -m pip $(PIP) --no-compile --require-hashes -r requirements.lock
	@$(BIN)/python -m pip $(PIP) --no-deps --no-build-isolation -e .
	@$(BIN)/python -W ignore -m compileall -qq -j 0 -x /tests/ $(VENV)/lib || true
	@touch $@

$(DEV): $(READY) requirements-dev.lock
	@echo "adding to $(VENV) what tests, pages and checks need (about a minute, once)"
	@$(BIN)/python -m pip $(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

$(SITE)/.ready: requirements-site.lock
	@echo "setting up $(SITE) (what builds the site: a quarter of a minute, once)"
	@$(PY) -m venv --without-pip $(SITE)
	@pip="$(PY) -m pip --python $(SITE)/bin/python"; $$pip --version >/dev/null 2>&1 || { $(PY) -m venv $(SITE) && pip="$(SITE)/bin/python -m pip"; }; \
	  $$pip $(PIP) --require-hashes -r requirements-site.lock
	@touch $@
