# Needs make and a Python of 3.11 or newer with venv and pip; everything else is installed into .venv from the locks.
# PORT, SUYUAN_DATA, DATABASE_URL and SUYUAN_PUBLIC_URL reach the program as `make run PORT=9000` or from the environment.
# ARGS goes to pytest or to the benchmark: `make test ARGS="tests/domain -k harvest"`.

PYTHON ?= $(shell for each in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$each" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo "$$each" && break; done)
IN = .venv/bin/python
APART = -n logical --maxprocesses 4 --dist loadfile --no-loadscope-reorder

.PHONY: help run test lint check bench drill lock format pictures clean python

help: ## list what can be made
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile

run: python ## start everything: http://127.0.0.1:8000 with the demo season
	@"$(PYTHON)" tools/install.py
	@exec .venv/bin/suyuan serve

test: python ## run every test, the browser's too
	@"$(PYTHON)" tools/install.py --test
	@$(IN) tools/chromium.py >/dev/null
	@exec $(IN) -m pytest $(APART) $(ARGS)

lint: python ## formatting, lint, types, the direction of imports
	@"$(PYTHON)" tools/install.py --test
	@$(IN) -m ruff format --check .
	@$(IN) -m ruff check .
	@.venv/bin/basedpyright
	@.venv/bin/lint-imports

check: lint test ## lint, then test

bench: python ## measure against plain PostgreSQL; results in bench/results
	@"$(PYTHON)" tools/install.py
	@exec $(IN) -m bench $(ARGS)

drill: python ## the long tests that break things on purpose
	@"$(PYTHON)" tools/install.py --test
	@$(IN) tools/chromium.py >/dev/null
	@HYPOTHESIS_PROFILE=long exec $(IN) -m pytest -m drill $(APART) $(ARGS)

lock: python ## resolve pyproject.toml into the locks again (ARGS=--upgrade for newer releases)
	@"$(PYTHON)" tools/install.py
	@$(IN) tools/lock.py $(ARGS)

format: python ## rewrite the code in the project's format
	@"$(PYTHON)" tools/install.py --test
	@$(IN) -m ruff format .
	@$(IN) -m ruff check --fix .

pictures: python ## draw README's pictures again, of the demo that `make run` serves
	@"$(PYTHON)" tools/install.py --test
	@$(IN) tools/chromium.py >/dev/null
	@$(IN) tools/pictures.py

clean: ## remove .venv and caches; the data under var/ stay
	rm -rf .venv build dist .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

python:
	@test -n "$(PYTHON)" || { echo "Suyuan needs Python 3.11 or newer; python3 here is: $$(python3 --version 2>&1 || echo missing)" >&2; exit 1; }
