# `make help` lists the targets. Needs Python >= 3.11, make and git; all else is put into .venv.

.DEFAULT_GOAL := help
SHELL := /bin/sh
BIN := .venv/bin
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
SERVE_ARGS ?= --terminals 6
LOAD_ARGS ?= --terminals 200 --punches-per-minute 6 --for 60s
PYTEST_ARGS ?=
BENCH_ARGS ?=
FUZZ_ARGS ?=
CROWD_ARGS ?= --clients 64 --for 300
ROUNDS ?= 200
KILLS_ARGS ?=
SOAK_ARGS ?= --for 3600 --terminals 50 --chart soak.svg --json soak.json
COMPILE := $(BIN)/uv pip compile --quiet --universal --no-strip-extras --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --no-emit-find-links

.PHONY: help serve demo-devices demo-load test test-postgres check format lint types imports django-check docs site golden lock wheel clean audit fuzz bench bench-check crowd kills soak

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-14s %s\n", $$1, $$2}'

serve: .venv/.serve ## Serve the demo with six terminals on http://127.0.0.1:8088 (SERVE_ARGS="--port 9000")
	$(BIN)/etpserver serve $(SERVE_ARGS)

demo-devices: .venv/.serve ## Show a remote enrolment on the wire, exchange by exchange
	$(BIN)/python -m iclock.virtual.demo

demo-load: .venv/.serve ## Let 200 virtual terminals punch for a minute at a server of its own (LOAD_ARGS)
	$(BIN)/python -m iclock.virtual.load $(LOAD_ARGS)

test: .venv/.dev ## Run the tests (PYTEST_ARGS="tests/server -x" DATABASE=postgres://user@host/name)
	$(if $(DATABASE),ETP_DATABASE=$(DATABASE)) $(BIN)/python -m pytest -n auto $(if $(DATABASE),--create-db) $(PYTEST_ARGS)

test-postgres: .venv/.dev ## Run the tests that use the database on PostgreSQL, where a server answers
	$(BIN)/python -m tests.on_postgres

check: lint types imports django-check test test-postgres ## Run every gate, as CI does

format: .venv/.dev ## Format the code and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint: .venv/.dev ## Check format and lint
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: .venv/.dev ## Check the types
	$(BIN)/mypy

imports: .venv/.dev ## Check which package may import which
	PYTHONPATH=. $(BIN)/lint-imports

# In memory: a check leaves no database behind.
django-check: .venv/.dev ## Let Django check the project and its migrations
	ETP_DATABASE=sqlite:///:memory: $(BIN)/python manage.py check
	ETP_DATABASE=sqlite:///:memory: $(BIN)/python manage.py makemigrations --check --dry-run

docs: .venv/.dev ## Check that the documentation is true
	$(BIN)/python -m pytest -q tests/docs

site: .venv/.dev ## Build the documentation as a site into build/site
	$(BIN)/python -m sphinx -qW --keep-going -c docs/theme -d build/doctrees . build/site
	@echo "See build/site/index.html"

# Asks pypi.org, so it is no part of `check`. A package that cannot be looked up fails too (--strict).
audit: .venv/.dev ## Look the locked dependencies up among known vulnerabilities (needs the network)
	$(BIN)/uv tool run pip-audit --strict --disable-pip --require-hashes -r requirements/dev.txt

# Fetches schemathesis at its first run, so it is no part of `check`; a short form is among the tests.
fuzz: .venv/.dev ## Ask a server 50,000 things by its schemas, run the models at length (FUZZ_ARGS="--cases 5000")
	$(BIN)/python -m tests.reliability.fuzz $(FUZZ_ARGS)

bench: .venv/.dev ## Compare with other mocks, write benchmarks/RESULTS.md (BENCH_ARGS=--quick)
	PYTHONPATH=. $(BIN)/python -m benchmarks.bench $(BENCH_ARGS)

bench-check: .venv/.dev ## Measure again; say what got worse than the committed results
	PYTHONPATH=. $(BIN)/python -m benchmarks.bench --check $(BENCH_ARGS)

crowd: .venv/.dev ## Let 64 clients use a server of its own for five minutes (CROWD_ARGS)
	PYTHONPATH=. $(BIN)/python -m tests.reliability.crowd $(CROWD_ARGS)

kills: .venv/.dev ## Kill a server of its own 200 times while it works (ROUNDS=20 KILLS_ARGS="--seed 2")
	PYTHONPATH=. $(BIN)/python -m tests.reliability.kills --rounds $(ROUNDS) $(KILLS_ARGS)

soak: .venv/.dev ## Let the demo run for an hour with 50 terminals, and look for what grows (SOAK_ARGS)
	PYTHONPATH=. $(BIN)/python -m tests.reliability.soak $(SOAK_ARGS)

golden: .venv/.dev ## Write the golden files anew; read the diff before you commit it
	UPDATE_GOLDEN=1 $(BIN)/python -m pytest -q $(PYTEST_ARGS)

lock: .venv/.dev ## Renew the locked dependencies in requirements/
	$(COMPILE) --upgrade pyproject.toml requirements/build.in -o requirements/serve.txt
	$(COMPILE) --upgrade --extra dev --extra postgres -c requirements/serve.txt \
		pyproject.toml requirements/build.in -o requirements/dev.txt
	$(COMPILE) --extra postgres -c requirements/dev.txt pyproject.toml requirements/build.in -o requirements/postgres.txt

wheel: .venv/.serve ## Build the wheel into dist/
	$(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

clean: ## Remove .venv, caches and what was built (etp-data stays)
	rm -rf .venv dist build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- The virtual environment; each stamp says that what it depends on is installed ---------------
.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "make: Python 3.11 or newer is needed, and no python3 here is." \
		"Install one, or name it: make PYTHON=/path/to/python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "make: $(PYTHON) cannot make virtual environments." \
		"On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }

.venv/.serve: requirements/serve.txt pyproject.toml | .venv/bin/python
	$(PIP_INSTALL) -r requirements/serve.txt
	$(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: requirements/dev.txt pyproject.toml | .venv/bin/python
	$(PIP_INSTALL) -r requirements/dev.txt
	$(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@ .venv/.serve
