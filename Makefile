# Needs Python 3.11, pip and make. Everything else is installed into .venv.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip install --disable-pip-version-check --quiet --require-hashes
UV := $(VENV)/bin/uv pip install --quiet --python $(PY) --require-hashes
export DJANGO_SETTINGS_MODULE := studio.settings
# What starts many processes must not compile itself anew in each.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup setup-dev run test test-suite test-browser test-postgres shots lint fmt messages bench lock clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

# uv installs in seconds what takes pip a minute; where it does not work, pip does it.
$(PY):
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) -r requirements-uv.txt 2>/dev/null || true

$(VENV)/.runtime: requirements.txt | $(PY)
	@$(UV) -r requirements.txt 2>/dev/null || $(PIP) -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt | $(PY)
	@$(UV) -r requirements-dev.txt 2>/dev/null || $(PIP) -r requirements-dev.txt
	@touch $@ $(VENV)/.runtime

setup: $(VENV)/.runtime ## make .venv with what running needs
setup-dev: $(VENV)/.dev ## the same with what testing needs

run: setup ## set up and run everything: web, worker, demo vendor (PORT, STUDIO_DATA)
	@$(PY) manage.py start

test: test-suite test-browser ## the whole suite

test-suite: setup-dev ## all but the browser (TEST_DATABASE_URL chooses another database)
	@$(PY) -m pytest -n 4 --dist worksteal -q --ignore=tests/browser $(ARGS)

test-browser: setup-dev ## real pages in headless Chromium, where there is one; what fails runs once more, alone
	@$(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder -q tests/browser || $(PY) -m pytest -q --last-failed tests/browser

test-postgres: setup-dev ## all that uses the database once more, on the PostgreSQL at POSTGRES_URL (SUITE chooses a part)
	@TEST_DATABASE_URL="$(POSTGRES_URL)" $(PY) -m pytest -n 4 --dist worksteal -q -m database --ignore=tests/browser --ignore=tests/providers $(SUITE) $(ARGS)

shots: setup-dev ## pictures of every page and state, for people to look at, into shots/
	@$(PY) -m tests.browser.shots

lint: setup-dev ## ruff, mypy --strict, import contracts, templates, migrations
	@$(MAKE) --no-print-directory -j 2 --keep-going --output-sync=target $(LINTS)

# Two at a time, the longest first; each says what it found in one piece.
LINTS = lint-types lint-migrations lint-templates lint-imports lint-django lint-order lint-style lint-format
.PHONY: $(LINTS)

lint-types:
	$(VENV)/bin/mypy

lint-migrations:
	$(PY) manage.py makemigrations --check --dry-run

lint-templates:
	$(VENV)/bin/djlint --quiet --lint templates

lint-imports:
	$(VENV)/bin/lint-imports

lint-django:
	$(PY) manage.py check

lint-order:
	$(VENV)/bin/djade --check $$(git ls-files 'templates/*.html')

lint-style:
	$(VENV)/bin/ruff check .

lint-format:
	$(VENV)/bin/ruff format --check .

fmt: setup-dev ## format Python and templates
	$(VENV)/bin/ruff check --fix-only --quiet .
	$(VENV)/bin/ruff format --quiet .
	$(VENV)/bin/djade $$(git ls-files 'templates/*.html') || true

messages: setup-dev ## find the sentences to translate and write them into studio/locale
	@$(PY) manage.py messages

bench: setup-dev ## measure: polls, archive delay, history at scale (ASSETS=1000000), creating, live browsers, pages on a slow device
	@$(PY) -m tests.bench

lock: $(PY) ## write the lock files anew
	@test -x $(VENV)/bin/uv || $(PIP) -r requirements-uv.txt
	$(VENV)/bin/uv pip compile --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --python-version 3.11 pyproject.toml -o requirements.txt
	$(VENV)/bin/uv pip compile --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --python-version 3.11 --group dev -c requirements.txt pyproject.toml -o requirements-dev.txt

clean: ## remove what the targets made, but not your data
	rm -rf $(VENV) staticfiles .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
