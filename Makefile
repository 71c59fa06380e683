# `make demo` and `make test` each work as the first thing typed on a fresh machine with Python 3.11+ and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo run test check install kafka clean
.DEFAULT_GOAL := help

help:
	@echo "make demo   the whole pipeline on a sample newsroom, then its pages; Ctrl-C ends it"
	@echo "make test   every test that this machine has the parts for"
	@echo "make check  formatting, lint, types"
	@echo "make run    tidings run, with ./tidings.toml"
	@echo "make kafka  a one-node Kafka broker on port 9092, from Maven Central (Java 17, Maven)"

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "tidings needs Python 3.11 or newer; name one: make PYTHON=python3.12 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV) || { echo "no venv module; on Debian: apt-get install python3-venv"; exit 1; }

$(VENV)/.run: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.dev: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test,check]'
	@touch $@ $(VENV)/.run

install: $(VENV)/.dev

demo: $(VENV)/.run
	$(BIN)/tidings demo $(ARGS)

run: $(VENV)/.run
	$(BIN)/tidings run $(ARGS)

test: $(VENV)/.dev
	$(BIN)/python -m pytest $(ARGS)

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

kafka: $(BIN)/python
	$(BIN)/python deploy/kafka/start.py --data .kafka --port 9092

clean:
	rm -rf $(VENV) build dist *.egg-info deploy/kafka/target .kafka
