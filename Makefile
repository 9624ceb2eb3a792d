# Set-up and the daily commands. On a fresh machine this needs git, make and Python 3.11 or newer;
# on Windows run it where git's `sh` is on the PATH (Git Bash).
#   make demo REPORT=path/to/report.md     make test     make PYTHON=python3.12 test     make UV= test  (plain pip)

VENV   := .venv
REPORT ?= fixtures/documents/lanjiang-office-2023-final/report.md
PYTHON ?=
UV     ?= $(shell command -v uv 2>/dev/null)

ifeq ($(OS),Windows_NT)
BIN        := $(VENV)/Scripts
CANDIDATES := python python3 py
else
BIN        := $(VENV)/bin
CANDIDATES := python3 python3.13 python3.12 python3.11 python
endif

PY     := $(BIN)/python
READY  := $(VENV)/.ready
RELEASE = $(shell sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)
RECENT := -c "import sys; sys.exit(sys.version_info < (3, 11))"

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help demo test test-all format lint types imports bench docs eval synthetic results lock clean

help:  ## list these targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1	\2/p' Makefile

demo: $(READY)  ## check REPORT; findings (exit status 1) are a result, not a failure
	@$(PY) -m gouji check "$(REPORT)" || { status=$$?; [ $$status -eq 1 ] || exit $$status; }

test: lint types imports  ## format, lint, types, imports, tests
	$(PY) -m pytest -m "not office and not browser and not ocr and not analysis and not cluster"

test-all: lint types imports  ## the same, with the tests that need LibreOffice, a browser and the extras ocr, analysis and cluster
	$(PY) -m pytest

format: $(READY)  ## rewrite the sources in the house format
	$(PY) -m ruff format
	$(PY) -m ruff check --fix

lint: $(READY)  ## format and lint, changing nothing
	$(PY) -m ruff format --check
	$(PY) -m ruff check

types: $(READY)  ## mypy, strict
	$(PY) -m mypy

imports: $(READY)  ## the one-way import rule
	$(BIN)/lint-imports

bench: $(READY)  ## time the stages, reading each format, and writing each output
	$(PY) eval/bench.py
	$(PY) eval/bench_formats.py
	$(PY) eval/bench_outputs.py

docs: $(READY)  ## write docs/checks.md and the tables of docs/store.md
	$(PY) docs/generate.py

eval: $(READY)  ## score the labelled documents
	$(PY) -m gouji eval fixtures/documents/*/

results: $(READY)  ## write the results of this release to eval/results (about seven minutes)
	@mkdir -p eval/results/$(RELEASE)
	$(PY) -m gouji eval fixtures/documents/*/ > eval/results/$(RELEASE)/labelled.txt
	$(PY) -m gouji eval --mutate --sample 40 fixtures/documents/*/ > eval/results/$(RELEASE)/mutation.txt
	$(PY) -m eval.synthetic score --seed 7 --clean 2000 --faulty 2000 > eval/results/$(RELEASE)/synthetic.txt
	{ $(PY) -m gouji eval --llm -v fixtures/llm; echo; $(PY) -m eval.llm err fixtures/llm/*/; echo; $(PY) -m eval.llm wild fixtures/documents/*/; } > eval/results/$(RELEASE)/llm.txt

synthetic: $(READY)  ## score 200 + 200 synthetic reports (eval/README.md)
	$(PY) -m eval.synthetic score --clean 200 --faulty 200 -j 2

# jieba is published as source only, so its build needs setuptools: pinned like the rest, and taken out again at the end,
# because jieba imports slower where setuptools is present.
$(READY): pyproject.toml requirements-build.txt requirements-dev.txt
	@set -e; \
	uv='$(UV)'; \
	if ! $(PY) $(RECENT) 2>/dev/null || { [ -z "$$uv" ] && ! $(PY) -m pip --version >/dev/null 2>&1; }; then \
	    found=; \
	    for python in $(or $(PYTHON),$(CANDIDATES)); do \
	        if "$$python" $(RECENT) 2>/dev/null; then found=$$python; break; fi; \
	    done; \
	    if [ -z "$$found" ]; then \
	        echo 'gouji needs Python 3.11 or newer; tried: $(or $(PYTHON),$(CANDIDATES)).' >&2; \
	        echo 'Install one, or name it: make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)' >&2; \
	        exit 1; \
	    fi; \
	    echo "Making $(VENV) with $$("$$found" --version)"; \
	    rm -rf $(VENV); \
	    if [ -n "$$uv" ]; then \
	        "$$uv" venv -q --python "$$("$$found" -c 'import sys; print(sys.executable)')" $(VENV); \
	    else \
	        "$$found" -m venv $(VENV) || { \
	            rm -rf $(VENV); \
	            echo "$$found cannot make a virtual environment (Debian and Ubuntu: install python3-venv)." >&2; exit 1; }; \
	    fi; \
	fi; \
	if [ -n "$$uv" ]; then \
	    install() { "$$uv" pip install -q --python $(PY) --compile-bytecode "$$@"; }; \
	    remove() { "$$uv" pip uninstall -q --python $(PY) "$$@"; }; \
	else \
	    install() { $(PY) -m pip install -q "$$@"; }; \
	    remove() { $(PY) -m pip uninstall -q -y "$$@"; }; \
	fi; \
	echo 'Installing the pinned requirements'; \
	install --require-hashes -r requirements-build.txt; \
	install --require-hashes --no-build-isolation -r requirements-dev.txt; \
	install --no-deps --no-build-isolation -e .; \
	remove setuptools wheel; \
	touch $(READY)

LOCK := pip compile --quiet --generate-hashes --universal --python-version 3.11 \
        --no-header --no-annotate --no-emit-index-url

lock:  ## pin the requirements anew (needs uv)
	$(UV) $(LOCK) --upgrade --extra dev --output-file requirements-dev.txt pyproject.toml
	printf '%s\n' editables hatchling setuptools wheel | \
	    $(UV) $(LOCK) --upgrade --constraint requirements-dev.txt --output-file requirements-build.txt -

clean:  ## remove the virtual environment, caches and builds
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests eval -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
