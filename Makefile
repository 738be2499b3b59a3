# The developer manual: `make help` prints every target with its sentence.
# One switch: TORCH_INDEX=<address of a package index> fetches torch, and nothing else, from there.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11 python3.14; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
TORCH := $(shell sed -n 's/^\(torch==[^ ]*\).*/\1/p' requirements.txt)
TORCH_INDEX ?=
ARGS ?=

# A stamp carries the checksum of what it stands for, so an edited list is installed and an old one is not again.
STAMP := $(VENV)/.installed-$(shell cksum < requirements.txt | cut -d' ' -f1)
DEV_STAMP := $(VENV)/.installed-dev-$(shell cat requirements.txt requirements-dev.txt | cksum | cut -d' ' -f1)

# One line for each large download instead of several for each package; errors come through, warnings do not.
BRIEFLY := sed -u -n -e 's/^ *Downloading \(.*\) (\([0-9.]* MB\)).*/    \1 (\2)/p' \
	-e 's/^Installing collected packages.*/    unpacking/p'
ERRORS := 2> >(grep -v '^WARNING' >&2)
PIP := $(BIN)/python -m pip --disable-pip-version-check install --no-input --progress-bar off

# ONNX Runtime reports its use to its maker unless told not to.
export ORT_DISABLE_TELEMETRY := 1

.PHONY: help install run page test test-heavy lint types format bench trust soak openapi sbom licences audit clean

help:  ## Print this list.
	@sed -n 's/^\([a-z-]*\):.*  ## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | while IFS=$$'\t' read -r name says; do \
		printf '  make %-12s %s\n' "$$name" "$$says"; done
	@echo
	@echo '  TORCH_INDEX=ADDRESS  fetch torch alone from this index, for instance one with CPU-only builds'
	@echo '  ARGS="..."           more arguments for pytest or the benchmark: make test ARGS="tests/nlp -k vector"'
	@echo '  PYTHON=python3.12    the Python (3.11 or newer) that makes the virtual environment'

install: $(STAMP)  ## Make .venv and install what Shortlist needs; does nothing when that is done.

run: $(STAMP)  ## Install what is missing, then serve on http://127.0.0.1:5000 (settings: see .env.example).
	@exec $(BIN)/python app_main.py

page:  ## Build the page into static/, with the client's types from docs/openapi.json; needs Node 20 or newer.
	cd clients/typescript && npm ci --no-audit --no-fund && npm run generate && npm run check
	cd frontend && npm ci --no-audit --no-fund && npm run build

test: $(DEV_STAMP)  ## Run the whole test suite except the slow sweeps; about five minutes on two cores.
	$(BIN)/python -m pytest -m "not heavy" $(ARGS)

test-heavy: $(DEV_STAMP)  ## Run the slow sweeps: hostile files, fuzzed requests, killed servers.
	$(BIN)/python -m pytest -m heavy $(ARGS)

lint: $(DEV_STAMP)  ## Check style and formatting without changing a file.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(DEV_STAMP)  ## Check the types, strictly.
	$(BIN)/python -m mypy

format: $(DEV_STAMP)  ## Put every file into the one format and repair what can be repaired safely.
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(STAMP)  ## Measure speed and scale (ARGS=--full: at a million rows) and write benchmarks/RESULTS.md.
	$(BIN)/python -m benchmarks $(ARGS)

trust: $(DEV_STAMP)  ## Run what stands behind the promises of reliability, an hour or more, and print them (ARGS=--quick: tests alone).
	$(BIN)/python -m benchmarks.trust $(ARGS)

soak: $(DEV_STAMP)  ## Load a server for a while, 5 % of it hostile, and print memory, errors and p99 (ARGS="--minutes 10").
	$(BIN)/python -m benchmarks.soak $(ARGS)

openapi: $(STAMP)  ## Write docs/openapi.json from the code, and docs/curl.md and the Postman collection from it.
	$(BIN)/python app_main.py openapi docs/openapi.json
	$(BIN)/python -m deploy.curl_page
	$(BIN)/python -m deploy.postman

sbom: $(DEV_STAMP)  ## Write sbom.json, what is installed, as CycloneDX.
	$(BIN)/cyclonedx-py environment --output-reproducible --output-format JSON --output-file sbom.json $(BIN)/python

licences: $(STAMP)  ## Write docs/licences.md, the licence of every package that requirements.txt brings.
	$(BIN)/python -m deploy.licences

audit: $(STAMP)  ## Look for known holes in what is installed; needs the internet, and fetches pip-audit into a place of its own.
	$(PYTHON) -m venv $(VENV)/audit
	$(VENV)/audit/bin/python -m pip --quiet --disable-pip-version-check install pip-audit==2.10.1
	$(VENV)/audit/bin/pip-audit --path "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')"

clean:  ## Remove .venv and every cache; uploads/ and var/ hold data and stay.
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(STAMP): requirements.txt | $(BIN)/python
	@echo 'Step 2 of 3: $(TORCH)$(if $(TORCH_INDEX), from $(TORCH_INDEX)), a large download'
	@$(PIP) $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) $(TORCH) $(ERRORS) | $(BRIEFLY)
	@echo 'Step 3 of 3: the other packages of requirements.txt'
	@$(PIP) -r requirements.txt $(ERRORS) | $(BRIEFLY)
	@rm -f $(VENV)/.installed-*
	@touch $@
	@echo 'Installed.'

$(DEV_STAMP): requirements-dev.txt | $(STAMP)
	@echo 'The packages of requirements-dev.txt'
	@$(PIP) -r requirements-dev.txt $(ERRORS) | $(BRIEFLY)
	@touch $@

$(BIN)/python:
	@if [ -z '$(PYTHON)' ]; then \
		echo 'Shortlist needs Python 3.11 or newer; install it, or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3.11'; \
		exit 1; fi
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo '$(PYTHON) is missing or older than Python 3.11; name another with PYTHON=...'; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo '$(PYTHON) cannot make virtual environments; on Debian and Ubuntu: apt-get install python3-venv'; exit 1; }
	@echo 'Step 1 of 3: the virtual environment $(VENV), with'  "$$($(PYTHON) --version 2>&1)"
	@$(PYTHON) -m venv $(VENV)
