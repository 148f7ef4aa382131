# Two commands matter: `make demo` and `make test`. Both set up everything that they need.

VENV    := .venv
BIN     := $(VENV)/bin
TOOLS   := .tools
GOBIN   := $(CURDIR)/$(TOOLS)/bin
UV_VERSION  := 0.13.8
PYTHON  ?= python3
export DRIFTGATE_TOOLS := $(CURDIR)/$(TOOLS)
export PATH := $(GOBIN):$(PATH)

.DEFAULT_GOAL := help
.PHONY: help setup demo test check bench policies pack docs dist opa checkov fmt clean

help: ## show the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

setup: $(VENV)/.ready ## make the virtual environment from the lock

$(VENV)/.ready: pyproject.toml uv.lock
	@echo 'setting up $(VENV) from the lock (about a minute the first time)' >&2
	@test -x $(TOOLS)/uv/bin/uv || { $(PYTHON) -m venv $(TOOLS)/uv && $(TOOLS)/uv/bin/python -m pip install --quiet uv==$(UV_VERSION); }
	@$(TOOLS)/uv/bin/uv sync --quiet --locked --python $(PYTHON)
	@touch $@

checkov: $(VENV)/.ready ## install Checkov into its own environment
	@test -n "$(wildcard $(TOOLS)/checkov-*)" || echo 'installing Checkov into $(TOOLS) (about a minute the first time)' >&2
	@$(BIN)/driftgate tools install --quiet

demo: checkov pack ## run the whole line on the bundled estate
	@$(BIN)/driftgate demo
	@echo 'Shell     export PATH="$(CURDIR)/$(BIN):$$PATH" DRIFTGATE_TOOLS="$(DRIFTGATE_TOOLS)"'

opa: $(VENV)/.ready ## compile OPA where it is missing
	@$(BIN)/python -m dev opa

pack: $(VENV)/.ready ## compile the Rego pack where it is missing or older than the policies
	@$(BIN)/python -m dev pack

policies: $(VENV)/.ready ## check, test and compile the policies
	@$(BIN)/python -m dev policies

docs: $(VENV)/.ready ## write the pages that are made from the code
	@$(BIN)/python -m dev docs

check: $(VENV)/.ready ## lint, types and import rules
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

test: checkov opa pack check ## run every check
	@$(BIN)/pytest -n auto --dist worksteal

bench: $(VENV)/.ready opa pack ## run the benchmarks: ratios to a baseline of the same run
	@$(BIN)/pytest tests/bench -m bench -p no:xdist -s

dist: $(VENV)/.ready ## make what a release consists of, in dist/
	@$(BIN)/python -m dev dist

fmt: $(VENV)/.ready ## format the code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

clean: ## remove what make has made
	@rm -rf $(VENV) $(TOOLS) dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache driftgate-demo .driftgate
