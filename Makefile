# The developer's interface. `make help` lists it.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help demo test test-deep check spark bench crash bench-scale run wheel bundle sbom docs clean install install-dev frontend

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
export PORT
# Without its compiled files every process would compile a thousand modules again: half of a start's time.
unexport PYTHONDONTWRITEBYTECODE
FRONT := src/tinhso/web_kit/static/dist/manifest.json
CATALOGUES := $(wildcard src/tinhso/*/locale/en/LC_MESSAGES/django.po src/tinhso/*/*/locale/en/LC_MESSAGES/django.po)

help: ## List what can be asked
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/ —/' | sort

demo: install frontend ## A province at work on http://localhost:8000 (PORT=, TINHSO_HOME=, DATABASE_URL=)
	@exec $(BIN)/tinhso demo

run: install frontend ## Serve the database under var/ without demonstration data
	@exec $(BIN)/tinhso serve

test: install-dev frontend ## Everything that must hold: lint, types, contracts, tests on both databases, browser journeys
	@$(BIN)/python tests/everything.py

check: install-dev ## The quick part of `make test`: lint, format, types, import contracts, migrations
	@$(BIN)/python tests/everything.py --quick

test-deep: install-dev frontend ## What is tried by chance, DEPTH times (20) as many examples as are written and 200,000 acts, on both databases: hours
	@for with in "" "$(BIN)/python tests/postgres.py"; do \
	TINHSO_TEST_DEPTH=$${DEPTH:-20} TINHSO_ORACLE_ACTS=$${ACTS:-200000} $$with $(BIN)/pytest -q -n 2 --dist worksteal -m drawn src tests || exit 1; done

spark: $(VENV)/.spark ## Hold the lake and the cube against a cluster of Spark: a master and two workers on this machine (needs Java 17)
	@$(BIN)/pytest -q -m spark src/tinhso/engines/cube

bench: install-dev frontend ## Measure: ratios side by side, nothing asserted
	@$(BIN)/python bench/everything.py

bench-scale: install-dev frontend ## Measure the cube at 1, 10 and 85 million figures, one after the other (16 GB of memory, 10 GB of disk)
	@$(BIN)/python bench/scale.py --figures 1000000 10000000 85000000

crash: install-dev ## Kill a working process LIVES times (500) on each database and count what is lost
	@TINHSO_CRASH_LIVES=$${LIVES:-500} $(BIN)/pytest -q -s tests/properties/test_nothing_acknowledged_is_lost.py
	@TINHSO_CRASH_LIVES=$${LIVES:-500} $(BIN)/python tests/postgres.py $(BIN)/pytest -q -s tests/properties/test_nothing_acknowledged_is_lost.py

wheel: install-dev frontend ## A wheel with the built front end, in dist/
	@$(BIN)/python -m hatchling build -t wheel

bundle: wheel ## One file that installs the product on a machine without internet, in dist/
	@$(BIN)/python deploy/bundle/make_bundle.py

sbom: install-dev ## What the product is made of, as CycloneDX, in dist/
	@$(BIN)/python deploy/bundle/make_sbom.py

docs: install-dev ## Write the generated pages of docs/reference again
	@$(BIN)/tinhso docs write

install: $(VENV)/.app
install-dev: $(VENV)/.dev

$(VENV)/bin/python:
	@$(PYTHON) -m venv $(VENV)

# uv when somebody has it, plain pip otherwise; either checks every hash. The product itself is a path entry.
define install_locked
	@echo "Installing pinned dependencies from $(1) …"
	@if command -v uv >/dev/null; then uv pip install -q --python $(BIN)/python --require-hashes $(addprefix -r ,$(1)); \
	else $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes $(addprefix -r ,$(1)); fi
	@$(BIN)/python tests/link_source.py
endef

$(VENV)/.app: requirements/app.txt tests/link_source.py | $(VENV)/bin/python
	$(call install_locked,requirements/app.txt)
	@touch $@

$(VENV)/.dev: requirements/dev.txt tests/link_source.py | $(VENV)/bin/python
	$(call install_locked,requirements/dev.txt)
	@touch $@ $(VENV)/.app

$(VENV)/.spark: requirements/spark.txt $(VENV)/.dev
	@echo "Installing Spark (about 450 MB) …"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/spark.txt
	@touch $@

$(VENV)/.node: requirements/build.txt | $(VENV)/bin/python
	@if command -v node >/dev/null && command -v npm >/dev/null; then true; else \
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/build.txt; fi
	@touch $@

frontend: $(FRONT) $(CATALOGUES:.po=.mo)

$(FRONT): $(shell find frontend -type f -not -path '*/node_modules/*' 2>/dev/null) | $(VENV)/.node
	@echo "Building the front end …"
	@cd frontend && export PATH="$$PATH:$(CURDIR)/$(BIN)" && npm ci --silent --no-audit --no-fund && npm run --silent build
	@touch $@

%.mo: %.po | $(VENV)/.app
	@$(BIN)/python -m tinhso.site.catalogues $<

clean: ## Remove what was built and the demonstration's data
	@rm -rf var dist build src/tinhso/web_kit/static/dist frontend/node_modules $(CATALOGUES:.po=.mo)
