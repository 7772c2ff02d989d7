# The whole project behind a few words. `make help` lists them.
VENV := .venv
BIN := $(VENV)/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)

SLOW := slow or browser or cluster or postgres
EACH_CHANGE := not nightly or smoke
BEYOND := tests/beyond beyond
WORKERS ?= 2
# What shares a fixture stays in one process; browser, cluster and database have one of their own (tests/conftest.py).
PYTEST := $(BIN)/python -m pytest -q -n $(WORKERS) --dist loadfile

.DEFAULT_GOAL := help
.PHONY: help setup setup-beyond lock demo test test-slow test-nightly test-beyond lab notebooks check check-generated \
	playground page fairness bench clean

help: ## list these targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{split($$1, name, ":"); printf "  make %-12s %s\n", name[1], $$2}'

setup: $(VENV)/.ready ## build .venv from requirements.lock with the newest Python here (PYTHON=... names another)
	@$(BIN)/autograder doctor || echo "What is missing above is needed to grade, and not to learn."

# Another Python is taken where one is named that .venv does not have; else an environment keeps the one it was made with.
ifneq ($(PYTHON),)
ifneq ($(shell $(PYTHON) -V 2>&1),$(shell test -x $(BIN)/python && $(BIN)/python -V))
.PHONY: $(VENV)/.ready
endif
endif

# The lock has every dependency with its hash; the project itself comes last, editable, so that `utils` and
# `autograder` are the files you see. Byte code is compiled now because the sandbox is read-only later.
$(VENV)/.ready: requirements.lock pyproject.toml
	@if [ -n "$(PYTHON)" ] || ! $(BIN)/python -c "" 2>/dev/null; then \
		python=$$(sh .ci/find_python $(PYTHON)) && $$python -m venv --clear $(VENV); fi
	@echo "Setting up $(VENV) with $$($(BIN)/python -V)."
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

setup-beyond: $(VENV)/.ready-beyond ## add Keras and JAX for the notebooks in notebooks/beyond

$(VENV)/.ready-beyond: $(VENV)/.ready requirements-beyond.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-beyond.lock
	@touch $@

# One lock for all Pythons of the contract and all systems; no address of an index in it. What is locked stays as it is
# unless pyproject.toml no longer allows it, or ARGS=--upgrade asks for newer ones.
LOCK := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-annotate \
	--no-emit-index-url --quiet --custom-compile-command "make lock" --extra grader --extra cluster --extra dev $(ARGS)

lock: ## pin every package anew from pyproject.toml (needs uv: pip install uv)
	$(LOCK) --output-file requirements.lock
	$(LOCK) --extra beyond --output-file requirements-beyond.lock

demo: setup ## see that the course is current, and grade a bundled class
	$(BIN)/autograder demo

test: setup ## the fast tests (four to five minutes on two cores)
	$(PYTEST) --ignore=tests/beyond -m "not ($(SLOW) or bytes)"

test-slow: setup playground ## the rest: browser, cluster, PostgreSQL, long runs
	$(PYTEST) --ignore=tests/beyond -m "($(SLOW)) and ($(EACH_CHANGE))"

test-nightly: setup playground ## both, and what is too long for each change
	KILLS=25 $(PYTEST) --ignore=tests/beyond

playground: playground/node_modules/.ready ## fetch what the live page is built and tested with (needs Node 20)

playground/node_modules/.ready: playground/package-lock.json
	@command -v npm >/dev/null || { echo "Node 20 or newer with npm is needed to build and test the live page."; exit 1; }
	cd playground && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

page: playground ## build the live page of explore() from playground/
	node playground/build.js

test-beyond: setup-beyond ## the tests of the notebooks beyond the graded part
	$(PYTEST) $(BEYOND) -m "$(EACH_CHANGE)"

lab: setup ## open your own copy of the notebooks, work/, in JupyterLab
	$(BIN)/python -m utils.lab

notebooks: setup ## make the notebooks from the masters
	$(BIN)/autograder build

check-generated: setup ## see that every generated file is current, to the byte, whatever arithmetic computes it
	$(BIN)/python -m pytest -q tests/course/test_portable_bytes.py

check: setup ## lint, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

fairness: setup ## grade the banks of right and wrong answers under many arithmetics, and under eight seeds
	$(BIN)/python -m benchmarks.fairness
	$(BIN)/python -m benchmarks.fairness --seeds 8

bench: setup ## measure the speeds against their peers
	$(BIN)/python -m benchmarks

clean: ## remove what the other targets made, but nobody's work (work/) and no grades
	rm -rf $(VENV) build playground/node_modules .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info
	@for kept in work grades; do if [ -e $$kept ]; then echo "$$kept/ stays; remove it yourself if nobody needs it."; fi; done
