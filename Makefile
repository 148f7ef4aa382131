# Two commands matter: `make demo` and `make test`. Both set up everything that they need. `make quick` is for every save.

VENV    := .venv
BIN     := $(VENV)/bin
TOOLS   := .tools
GOBIN   := $(CURDIR)/$(TOOLS)/bin
UV_VERSION  := 0.13.8
PYTHON  ?= python3
UV      := $(TOOLS)/uv/bin/uv
# What is proven must pass: whole estates, a sample of them at every save.
ESTATES := tests/acceptance/test_estates.py
# Of these `make test` takes a sample; in tests/acceptance a sample of the runs starts the program anew.
SAMPLED := tests/acceptance tests/cli/test_fitting.py tests/lab/test_services.py
# The unit ring: the tests that need no other program and no server. Much of the rest is waiting, so that two workers more
# than there are processors are quicker.
UNIT    := tests/architecture tests/engine tests/snapshots tests/policies tests/cli -m 'not (tool or wide)'
WORKERS ?= $(shell expr 2 + $$(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN))
export DRIFTGATE_TOOLS := $(CURDIR)/$(TOOLS)
export PATH := $(GOBIN):$(PATH)
# Thousands of processes begin in a test run: each would compile all of the code again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup demo quick test soak matrix cover check bench lab policies pack docs dist opa actionlint conftest chromium checkov fmt clean

help: ## show the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

setup: $(VENV)/.ready ## make the virtual environment from the lock

$(VENV)/.ready: pyproject.toml uv.lock
	@echo 'setting up $(VENV) from the lock (about a minute the first time)' >&2
	@test -x $(UV) || { $(PYTHON) -m venv $(TOOLS)/uv && $(TOOLS)/uv/bin/python -m pip install --quiet uv==$(UV_VERSION); }
	@$(UV) sync --quiet --locked --python $(PYTHON)
	@touch $@

checkov: $(VENV)/.ready ## install Checkov into its own environment
	@test -n "$(wildcard $(TOOLS)/checkov-*)" || echo 'installing Checkov into $(TOOLS) (about a minute the first time)' >&2
	@$(BIN)/driftgate tools install --quiet

demo: checkov pack ## run the whole line on the bundled estate
	@$(BIN)/driftgate demo
	@echo 'Shell     export PATH="$(CURDIR)/$(BIN):$$PATH" DRIFTGATE_TOOLS="$(DRIFTGATE_TOOLS)"'

opa: $(VENV)/.ready ## compile OPA where it is missing
	@$(BIN)/python -m dev opa

actionlint: $(VENV)/.ready ## compile actionlint where it is missing
	@$(BIN)/python -m dev actionlint

conftest: $(VENV)/.ready ## compile conftest where it is missing
	@$(BIN)/python -m dev conftest

chromium: ## install the browser in which pages are looked at, where it is missing and Debian's packages can be installed
	@command -v chromium >/dev/null || test "$$(id -u)" != 0 || ! command -v apt-get >/dev/null || { \
		echo 'installing chromium (a minute, once)' >&2; \
		apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends chromium >/dev/null; }

pack: $(VENV)/.ready ## compile the Rego pack where it is missing or older than the policies
	@$(BIN)/python -m dev pack

policies: $(VENV)/.ready ## check, prove and compile the policies (a minute; ONLY="aws/s3 aws/kms" proves these)
	@$(BIN)/python -m dev policies $(ONLY)

docs: $(VENV)/.ready ## write the pages that are made from the code
	@$(BIN)/python -m dev docs

check: $(VENV)/.ready ## lint, types and import rules
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

quick: pack check ## at every save: lint, types and the unit ring with few examples (90 seconds)
	@DRIFTGATE_TESTS=quick $(BIN)/pytest -q -n auto --dist worksteal $(UNIT) $(ESTATES)

test: checkov opa actionlint conftest chromium pack check ## run every check (20 minutes)
	@$(BIN)/pytest -n $(WORKERS) --dist worksteal

cover: pack ## measure what the unit ring covers; tracing doubles its time, so it has few examples
	@DRIFTGATE_TESTS=quick $(BIN)/pytest -q -n auto --dist worksteal --cov --cov-report= $(UNIT)

soak: pack cover ## run the unit ring and all that is proven with the big numbers, before an issue is called resolved
	@DRIFTGATE_TESTS=soak $(BIN)/pytest -n auto --dist worksteal $(UNIT)
	@DRIFTGATE_TESTS=soak $(BIN)/pytest -n auto --dist worksteal $(SAMPLED)

matrix: pack ## run the unit ring on every Python from 3.11.5 that uv finds
	@found=$$($(UV) python list --only-installed --no-python-downloads '>=3.11.5' 2>/dev/null | sed -n 's/^cpython-\(3\.[0-9]*\).*/\1/p' | sort -Vu); \
	test -n "$$found" || { echo 'uv finds no Python from 3.11.5 (uv python list)' >&2; exit 1; }; \
	bad=; for python in $$found; do \
	  echo "Python $$python" >&2; \
	  export UV_PROJECT_ENVIRONMENT=$(TOOLS)/matrix/$$python; \
	  $(UV) sync --quiet --locked --no-python-downloads --python $$python \
	    && DRIFTGATE_TESTS=quick $$UV_PROJECT_ENVIRONMENT/bin/pytest -q -n auto --dist worksteal $(UNIT) || bad="$$bad $$python"; \
	done; \
	echo "ran on" $$found >&2; test -z "$$bad" || { echo "failed on$$bad" >&2; exit 1; }

bench: $(VENV)/.ready opa pack ## run the benchmarks: ratios to a baseline of the same run
	@$(BIN)/pytest tests/bench -m bench -p no:xdist -s

lab: $(VENV)/.ready ## measure what drift finds of changes past a real Terraform, by type, and write docs/lab.md
	@$(BIN)/python fixtures/estate/lab_report.py

dist: $(VENV)/.ready ## make what a release consists of, in dist/
	@$(BIN)/python -m dev dist

fmt: $(VENV)/.ready ## format the code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

clean: ## remove what make has made
	@rm -rf $(VENV) $(TOOLS) dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache driftgate-demo .driftgate
