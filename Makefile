# Needs Python 3.11, pip and make. Everything else is installed into .venv.
VENV := .venv
PY := $(VENV)/bin/python
INSTALL := $(shell command -v uv >/dev/null 2>&1 && echo "uv pip install --python $(PY)" || echo "$(PY) -m pip install --disable-pip-version-check --no-compile")
export DJANGO_SETTINGS_MODULE := studio.settings

.PHONY: help setup setup-dev run test lint fmt bench lock clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

$(VENV)/.runtime: requirements.txt
	@test -x $(PY) || python3 -m venv $(VENV)
	@$(INSTALL) --quiet --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt
	@test -x $(PY) || python3 -m venv $(VENV)
	@$(INSTALL) --quiet --require-hashes -r requirements-dev.txt
	@touch $@ $(VENV)/.runtime

setup: $(VENV)/.runtime ## make .venv with what running needs
setup-dev: $(VENV)/.dev ## the same with what testing needs

run: setup ## set up and run everything: web, worker, demo vendor (PORT, STUDIO_DATA)
	@$(PY) manage.py start

test: setup-dev ## the whole suite (TEST_DATABASE_URL chooses another database)
	@$(PY) -m pytest -n 4 --dist loadfile -q

lint: setup-dev ## ruff, mypy --strict, import contracts, templates, migrations
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(VENV)/bin/djade --check $$(git ls-files 'templates/*.html')
	$(VENV)/bin/djlint --quiet --lint templates
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) manage.py check

fmt: setup-dev ## format Python and templates
	$(VENV)/bin/ruff check --fix-only --quiet .
	$(VENV)/bin/ruff format --quiet .
	$(VENV)/bin/djade $$(git ls-files 'templates/*.html') || true

bench: setup-dev ## measure: polls, archive delay, history at scale (ASSETS=1000000)
	@$(PY) -m tests.bench

lock: ## write the lock files anew (needs uv)
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --python-version 3.11 pyproject.toml -o requirements.txt
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --python-version 3.11 --group dev -c requirements.txt pyproject.toml -o requirements-dev.txt

clean: ## remove what the targets made, but not your data
	rm -rf $(VENV) staticfiles .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
