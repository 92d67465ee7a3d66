# The two commands that a newcomer needs: `make run` and `make test`. `make` alone lists all.

# HOST is taken from the command line only, since some shells and tools set a variable of that name.
HOST = 127.0.0.1
PORT ?= 8000
PYTHON = .venv/bin/python
PIP = $(PYTHON) -m pip --quiet --quiet --disable-pip-version-check --no-input
MANAGE = $(PYTHON) manage.py
RUN_STAMP = .venv/run.stamp
DEV_STAMP = .venv/dev.stamp
STATIC_STAMP = staticfiles/staticfiles.json

.DEFAULT_GOAL = help
.PHONY: help run editor prepare test lint types settings sqlite postgresql bench outage hostile pictures lock

help:
	@echo "make run      bring packages, database and guides up to date, and serve the site on $(HOST):$(PORT)"
	@echo "make editor   create an account for the admin"
	@echo "make test     check everything: style, types, settings, tests on SQLite and PostgreSQL, in a browser"
	@echo "make bench    measure pages stored and live, rendered ahead, and with 10,000 roles; PART=stored, live or ahead"
	@echo "make outage   take the database and Redis away from a running site, and say how its readers fare"
	@echo "make hostile  send every hostile value to every route and parameter; takes an hour or two"
	@echo "make lock     write requirements*.txt anew from pyproject.toml (UPGRADE=1 for newer versions)"

# --- Running ---------------------------------------------------------------------------------------

# Canonical links follow HOST and PORT, unless the environment or .env says where the site is.
URL_HOST = $(subst 0.0.0.0,127.0.0.1,$(HOST))
WITH_SITE_URL = grep -qs '^SITE_URL=' .env || export SITE_URL="$${SITE_URL:-http://$(URL_HOST):$(PORT)}"

run: $(RUN_STAMP)
	@$(PYTHON) -c 'import socket; socket.create_server(("$(HOST)", $(PORT)))' 2>/dev/null || { \
	  echo "Cannot listen on $(HOST), port $(PORT): most likely another program does, perhaps this site."; \
	  echo "Stop it, or choose another port: make run PORT=8001"; exit 1; }
	@$(MAKE) --no-print-directory prepare
	@echo "The site:   http://$(URL_HOST):$(PORT)/"
	@echo "Its admin:  http://$(URL_HOST):$(PORT)/admin/ (make editor, in another terminal, creates an account)"
	@echo "Ctrl-C stops it."
	@$(WITH_SITE_URL); export LISTEN=$(HOST):$(PORT) WORKERS="$${WORKERS:-1}" LOG_FORMAT="$${LOG_FORMAT:-text}"; \
	  (nice -n 19 $(MANAGE) render_pages --verbosity 0 >/dev/null &); exec $(PYTHON) -m careerguide.serve

# What the site needs before it can be served. Repeating it changes nothing that is up to date.
prepare: $(RUN_STAMP) .env $(STATIC_STAMP)
	@$(MANAGE) migrate --verbosity 0
	@echo "Database:   its schema is up to date."
	@report=$$($(MANAGE) load_guides) && echo "Guides:     $$report"
	@report=$$($(MANAGE) index_guides) && echo "Search:     $$report"

editor: $(RUN_STAMP) .env
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) createsuperuser

.env:
	@umask 077; echo "SECRET_KEY=$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(48))')" > .env
	@echo "Settings:   wrote .env with a random SECRET_KEY."

$(STATIC_STAMP): $(RUN_STAMP) $(wildcard static/* static/*/*) | .env
	@$(MANAGE) collectstatic --no-input --verbosity 0
	@if [ -f $@ ]; then touch $@; fi
	@echo "Files:      stylesheet, icons and scripts are collected and compressed."

# --- Packages --------------------------------------------------------------------------------------

# One environment for both commands. The lock for development holds all of the lock for running, in the same
# versions, so that neither command undoes what the other one installed.
.venv/bin/python:
	@for python in python3.11 python3 python; do \
	  $$python -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null || continue; \
	  $$python -m venv --clear .venv && exit 0; \
	  rm -rf .venv; echo "$$python could not make a virtual environment; see above."; exit 1; \
	done; \
	echo "Python 3.11 is needed, and neither python3.11 nor python3 is one. Install it and try again."; exit 1

$(RUN_STAMP): requirements.txt .venv/bin/python
	@echo "Packages:   installing what runs the site ..."
	@$(PIP) install --require-hashes -r requirements.txt
	@touch $@

$(DEV_STAMP): requirements.txt requirements-dev.txt .venv/bin/python
	@echo "Packages:   installing what checks the site ..."
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $(RUN_STAMP) $@

# uv only writes the locks; nothing else needs it. It trusts the certificates that pip trusts.
COMPILE = .venv/bin/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate \
  --system-certs --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade) pyproject.toml

lock: | .venv/bin/python
	@$(PIP) install uv
	@$(COMPILE) --output-file requirements.txt
	@$(COMPILE) --extra dev --constraint requirements.txt --output-file requirements-dev.txt
	@echo "Wrote requirements.txt and requirements-dev.txt."

# --- Checking --------------------------------------------------------------------------------------

CHECKS = test lint types settings sqlite postgresql bench outage hostile pictures
# The checks have settings of their own, so that nothing in .env or in the environment changes what they find.
$(CHECKS): export SECRET_KEY = for-checks-only-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEF
$(CHECKS): export SITE_URL = http://127.0.0.1:8000
$(CHECKS): export ALLOWED_HOSTS = 127.0.0.1,localhost
$(CHECKS): export DATABASE_URL = sqlite://:memory:
$(CHECKS): export DEBUG = false
$(CHECKS): export STATIC_ROOT = staticfiles

PYTEST = $(PYTHON) -m pytest --numprocesses 3

# PostgreSQL comes last, so that the output of a complete run ends with a closing line of pytest.
test: $(DEV_STAMP)
	@if [ "$$CI" = true ] && [ -z "$$TEST_DATABASE_URL" ]; then \
	  echo "With CI=true nothing may be left out: set TEST_DATABASE_URL to a PostgreSQL server."; exit 1; fi
	@$(MAKE) --no-print-directory lint types settings sqlite postgresql

lint: $(DEV_STAMP)
	@echo "== Style: ruff, djlint, bandit, hadolint"
	@$(PYTHON) -m ruff check --quiet .
	@$(PYTHON) -m ruff format --quiet --check . || { $(PYTHON) -m ruff format --diff .; exit 1; }
	@$(PYTHON) -m djlint --quiet --lint templates
	@$(PYTHON) -m bandit --quiet --configfile pyproject.toml --recursive careerguide guides salaries
	@if [ -x .venv/bin/hadolint ]; then .venv/bin/hadolint Dockerfile; fi

types: $(DEV_STAMP)
	@echo "== Types: mypy"
	@$(PYTHON) -m mypy --no-error-summary guides salaries careerguide

settings: $(DEV_STAMP)
	@echo "== Settings and schema: as in production, and no migration missing"
	@SITE_URL=https://guides.example ALLOWED_HOSTS=guides.example \
	  SECRET_KEY=$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(48))') $(MANAGE) check --deploy --fail-level WARNING
	@$(MANAGE) makemigrations --check --dry-run

sqlite: $(DEV_STAMP)
	@echo "== Tests on SQLite, and in a browser"
	@$(PYTEST)

postgresql: $(DEV_STAMP)
	@if [ -n "$$TEST_DATABASE_URL" ]; then \
	  echo "== Tests on PostgreSQL"; DATABASE_URL="$$TEST_DATABASE_URL" $(PYTEST) --ignore tests/browser -m "not once"; \
	else \
	  echo "== Tests on PostgreSQL: LEFT OUT. To run them, name a server and a role that may create databases:"; \
	  echo "   make test TEST_DATABASE_URL=postgres://user:password@127.0.0.1:5432/careerguide"; \
	fi

pictures: $(DEV_STAMP)
	@$(PYTHON) -m tests.browser.pictures

outage: $(DEV_STAMP)
	@DATABASE_URL="$${TEST_DATABASE_URL:-$$DATABASE_URL}" $(PYTHON) -m tests.store.trial

bench: $(DEV_STAMP)
	@$(PYTHON) -m tests.bench $(PART)

hostile: $(DEV_STAMP)
	@DATABASE_URL="$${TEST_DATABASE_URL:-$$DATABASE_URL}" $(PYTHON) tests/hostile.py
