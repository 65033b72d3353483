# Every chore of the project, one word each. `make` alone lists them.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
INSTALLED_DEV := $(VENV)/.installed-dev
VALIDATOR := .venv-profiles

# Given on the command line: make run ARGS="--port 9000", make test ARGS="tests/spec -k consent"
ARGS ?=

.PHONY: help run setup test check format docs versions bench fuzz lock clean

help: ## List these words
	@echo "make WORD, where WORD is one of:"
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(INSTALLED) ## Set up and start the exchange with its demonstration citizens
	@$(BIN)/labsvar up --demo $(ARGS)

setup: $(INSTALLED_DEV) $(VALIDATOR)/.made ## Set up for development: packages for tests, checks, docs and bench
	@tools/system_packages.sh
	@tools/node_packages.sh

test: setup ## Set up and run all tests, with branch coverage
	@$(BIN)/python -m pytest $(if $(ARGS),$(ARGS),-n 2 --dist loadfile --no-loadscope-reorder --cov --cov-report=term) </dev/null

check: $(INSTALLED_DEV) ## Lint, formatting, types, floors of the house, fresh reference pages
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m tools.reference --check

format: $(INSTALLED_DEV) ## Format the code and mend what ruff can mend
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

docs: $(INSTALLED_DEV) ## Write the reference pages anew and build the documentation into site/
	@$(BIN)/python -m tools.reference
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict
	@echo "Open site/index.html"

versions: $(INSTALLED_DEV) ## Count the tests behind every version of a letter, for docs/reference/versions.md
	@$(BIN)/python -m pytest tests/unit tests/spec -k "not matrix_counts" --count-versions src/labsvar/cli/versions.json </dev/null

bench: $(INSTALLED_DEV) ## Measure, and write the figures into docs/reference/bench.md
	@$(BIN)/python -m bench $(ARGS)

fuzz: $(INSTALLED_DEV) ## Try to break every reader (ARGS="edifact --seconds 600" for one of them, longer)
	@$(BIN)/python -m fuzz $(ARGS)

lock: $(INSTALLED_DEV) ## Write the lock files anew (UPGRADE=1 takes newer releases)
	@tools/lock.sh

clean: ## Remove everything that was made here, but for the data of a running exchange
	@rm -rf $(VENV) tests/node/node_modules $(VALIDATOR) build dist site .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Setting up: once, and again only when a lock file or the project's own description changes.

$(BIN)/python:
	@tools/make_venv.sh $(VENV)

$(INSTALLED): requirements.lock pyproject.toml | $(BIN)/python
	@tools/install.sh $(VENV) requirements.lock
	@touch $@

$(INSTALLED_DEV): requirements-dev.lock pyproject.toml | $(BIN)/python
	@tools/install.sh $(VENV) requirements-dev.lock
	@touch $@ $(INSTALLED)

# The outside FHIR validator shares no package with us.
$(VALIDATOR)/.made: requirements-profiles.lock tools/get_validator.sh
	@tools/get_validator.sh $(VALIDATOR)
	@touch $@
