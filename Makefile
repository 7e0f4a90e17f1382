# Needs Python 3.11 to 3.14 and make; everything else goes into .venv, pinned by hash.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# Where an environment forbids it, each of the hundred processes of the tests would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

PORT ?= 8000
WORKERS ?= 2
TESTS ?=
# Measuring doubles the time of what runs: it is done where everything is required, and of the tests that count alone.
COUNTED := tests/core tests/usecases tests/scenarios tests/contracts
COVERAGE := --cov=connector.core --cov=connector.usecases --cov-branch --cov-report=term-missing --cov-fail-under=100
MEASURED := $(if $(TESTS),,$(RELANCE_TEST_REQUIRE))

# Where there is room the tests keep their databases in memory: they commit a hundred thousand times.
MEMORY := $(shell [ -w /dev/shm ] && [ "$$(df -k --output=avail /dev/shm | tail -n 1)" -gt 4194304 ] && echo /dev/shm)

VENV := .venv
RIVAL := .venv-rival
PY := $(VENV)/bin/python
ROOMS := $(wildcard connector providers tests bench)
LOCK := $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --custom-compile-command "make lock"
FITS := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))
PYTEST := $(if $(MEMORY),PYTEST_DEBUG_TEMPROOT=$(MEMORY)) $(PY) -m pytest -n $(WORKERS)
PIP := $(PY) -m pip install --quiet --disable-pip-version-check
# uv takes seconds where pip takes a minute. pip does it where uv is not to be had, or reads another index than it.
# Compiled at once, as pip does: whoever plans or opens a page first would wait a second for it.
INSTALL = { test -x $(VENV)/bin/uv && $(VENV)/bin/uv pip install --quiet --compile-bytecode --python $(PY) --require-hashes -r $(1); } \
	|| $(PIP) --require-hashes -r $(1)

.PHONY: help run test lint gate prove mutate bench pictures lock clean

help: ## show this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 10

run: $(VENV)/run.stamp ## a whole made-up company on this machine, page on http://127.0.0.1:8000 (PORT=)
	@exec $(PY) -m connector demo --port $(PORT)

test: lint ## lint, types, rooms, then every test at its small size (TESTS= narrows, WORKERS= processes)
	$(if $(MEASURED),$(PYTEST) $(COUNTED) $(COVERAGE))
	$(PYTEST) $(TESTS) $(if $(MEASURED),$(COUNTED:%=--ignore=%))

lint: $(VENV)/dev.stamp ## ruff, mypy, the contracts between rooms, unused and missing dependencies
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy --num-workers $(WORKERS) $(ROOMS)
	$(VENV)/bin/lint-imports
	$(VENV)/bin/deptry .

prove: $(VENV)/dev.stamp ## the full sizes, by hand: kills, replays and models (takes long)
	$(PY) -m pytest -m "prove or gate" --hypothesis-profile=prove $(TESTS)

gate: $(VENV)/dev.stamp ## the rest of what must pass before something lands: PostgreSQL, whole tables, browsers
	$(PYTEST) -m "gate and not prove" $(TESTS)

mutate: $(VENV)/dev.stamp ## change connector/core on purpose and list what no test notices (MUTANTS='connector.core.decide*')
	@rm -f mutants/mutmut-stats.json # which test reaches which function, asked again: code moves between the runs
	$(VENV)/bin/mutmut run --max-children $(WORKERS) $(if $(MUTANTS),'$(MUTANTS)')
	@$(VENV)/bin/mutmut results | grep -E ': (survived|no tests|timeout|suspicious|segfault)' || echo "No mutant survived."

bench: $(VENV)/dev.stamp $(RIVAL)/stamp $(RIVAL)/node.stamp ## measure, and print the ratios side by side
	$(PY) -m bench

pictures: $(VENV)/dev.stamp ## take the pictures of the README again, in Chromium, of the made-up company
	$(PY) -m bench.pictures

lock: $(VENV)/dev.stamp ## resolve the dependencies again and write the locks
	$(LOCK) --upgrade --group build --output-file requirements.txt pyproject.toml
	$(LOCK) --upgrade --group dev --constraints requirements.txt --output-file requirements-dev.txt pyproject.toml
	$(LOCK) --upgrade --group installer --constraints requirements-dev.txt --output-file requirements-uv.txt
	$(LOCK) --upgrade --output-file bench/rival.txt bench/rival.in

clean: ## remove the environment and everything made here (not your data)
	rm -rf $(VENV) $(RIVAL) dist mutants .coverage* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find $(ROOMS) -name __pycache__ -type d -prune -exec rm -rf {} +

$(PY):
	@for python in $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11); do \
	  if "$$python" -c '$(FITS)' 2>/dev/null; then found="$$python"; break; fi; \
	done; \
	if [ -z "$${found:-}" ]; then \
	  echo "Relance needs Python 3.11, 3.12, 3.13 or 3.14; $(or $(PYTHON),python3) is $$({ command -v $(or $(PYTHON),python3) >/dev/null && $(or $(PYTHON),python3) -V 2>&1; } || echo 'not there')." >&2; \
	  echo "Install one, or name one: make $(or $(MAKECMDGOALS),run) PYTHON=/path/to/python3.13" >&2; \
	  exit 1; \
	fi; \
	"$$found" -m venv --clear $(VENV) || { \
	  rm -rf $(VENV); \
	  echo "$$found cannot make a virtual environment (on Debian and Ubuntu: apt install python3-venv)." >&2; \
	  exit 1; \
	}

$(VENV)/uv.stamp: requirements-uv.txt | $(PY)
	@$(PIP) --only-binary :all: --require-hashes -r requirements-uv.txt || echo "No uv for this machine: pip installs." >&2
	@touch $@

$(VENV)/run.stamp: requirements.txt pyproject.toml $(VENV)/uv.stamp
	@echo "Installing what Relance runs on into $(VENV) (once)"
	@$(call INSTALL,requirements.txt)
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

# The development lock holds the run-time lock, so `make run` has nothing left to install after it.
$(VENV)/dev.stamp: requirements-dev.txt pyproject.toml $(VENV)/uv.stamp
	@echo "Installing what Relance is built and tested with into $(VENV) (once)"
	@$(call INSTALL,requirements-dev.txt)
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $(VENV)/run.stamp $@

$(RIVAL)/stamp: bench/rival.txt | $(PY)
	@echo "Installing what Relance is measured against into $(RIVAL) (once)"
	@$(PY) -m venv --clear $(RIVAL)
	@$(RIVAL)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r bench/rival.txt
	@touch $@

# Lighthouse, where Node.js is there; without it the rest is measured all the same.
$(RIVAL)/node.stamp: bench/node/package-lock.json | $(RIVAL)/stamp
	@command -v npm >/dev/null || { echo "No npm: Lighthouse is left out." >&2; exit 0; }; \
	echo "Installing Lighthouse into $(RIVAL) (once)"; mkdir -p $(RIVAL)/node; \
	cp bench/node/package.json bench/node/package-lock.json $(RIVAL)/node; \
	cd $(RIVAL)/node; npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --silent; touch ../node.stamp
