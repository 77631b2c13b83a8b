# The few verbs of the house. Needs Python 3.11+ with venv and pip, and make; everything else comes into .venv.

PYTHON ?= python3
DIR ?= demo-archive
WORKERS ?= auto
BIN := .venv/bin
STAMP := .venv/.installed

.PHONY: help env demo test soak lint fmt bench lock clean

help:
	@echo "make env     install the program and its test tools into .venv, as pinned in constraints.txt"
	@echo "make demo    archive an invented agency's channels into $(DIR) (DIR=... for another folder)"
	@echo "make test    format, lint, types, floors and the test suite"
	@echo "make soak    the fault tests at their whole size: kills, full disks, power cuts; takes an hour or more"
	@echo "make lint    the same without the test suite"
	@echo "make fmt     format and mend what can be mended"
	@echo "make bench   measure against named peers"
	@echo "make lock    resolve the ranges of pyproject.toml afresh into constraints.txt"

env: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "archiver needs Python 3.11 or later; say which with PYTHON=...")'
	@echo "Installing into .venv ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[all,dev]'
	@touch $@

demo: env
	@$(BIN)/archiver demo "$(DIR)"
	@find "$(DIR)" -type d -name records -exec echo "The records are in" {} \;

test: lint
	$(BIN)/python -m pytest -n $(WORKERS) --maxprocesses 4 --dist worksteal -q

soak: env
	ARCHIVER_SOAK=1 $(BIN)/python -m pytest tests/faults -n $(WORKERS) --maxprocesses 2 -q

lint: env
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fmt: env
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: env
	$(BIN)/python -m bench

# pip itself and our own package stay out of the lock; setuptools stays in, because the tests build a wheel with it.
lock:
	rm -rf .lock-venv
	$(PYTHON) -m venv .lock-venv
	.lock-venv/bin/python -m pip install --quiet --disable-pip-version-check --upgrade -e '.[all,dev]'
	{ echo "# Every package of .[all,dev], exactly, as one resolution of pyproject.toml's ranges gave them. Made by: make lock"; \
	  .lock-venv/bin/python -m pip freeze --all --exclude-editable --exclude pip --exclude archiver; } > constraints.txt.new
	mv constraints.txt.new constraints.txt
	rm -rf .lock-venv

clean:
	rm -rf .venv .lock-venv .bench-venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
