# What people type. Everything that a target needs is set up in .venv first.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run demo test lint format types bench docs screenshot clean

run: .venv/runtime
	$(BIN)/python bot.py

demo: .venv/demo
	$(BIN)/python bot.py --demo

test: .venv/dev
	$(BIN)/python -m pytest -n 3 --dist worksteal

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: .venv/dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: .venv/dev
	$(BIN)/mypy

bench: .venv/dev
	$(BIN)/python -m bench

docs: .venv/dev
	$(BIN)/python -m docs.tables

screenshot: .venv/dev
	$(BIN)/python -m docs.screenshot
	$(BIN)/python -m docs.contact_sheet
	$(BIN)/python -m docs.usage_chart

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis

.venv/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Easel needs Python 3.11 or newer; set PYTHON=python3.11 or similar")'
	$(PYTHON) -m venv .venv
	@touch $@

.venv/runtime: requirements.txt | .venv/python
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/demo: requirements-demo.txt requirements.txt | .venv/python
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-demo.txt
	@touch $@

.venv/dev: requirements-dev.txt requirements-demo.txt requirements.txt | .venv/python
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
