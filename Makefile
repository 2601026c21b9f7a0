# Mizan's commands. `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PY := .venv/bin/python
PORT ?= 8000
BACKEND ?= fastapi
FRONTEND ?= react
FRONTENDS := react solid svelte vue
PAGES := examples/frontends
SERVER_fastapi := examples/fastapi-react-site/backend
SERVER_django := examples/django-react-site
DJANGO_TESTS := bash -ec '$(PY) -m pytest -q backends/mizan-django/tests; cd $(SERVER_django); $(CURDIR)/$(PY) -W error manage.py test'
export PATH := $(CURDIR)/.venv/bin:$(CURDIR)/node_modules/.bin:$(PATH)

help: ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: ## install everything into .venv and node_modules; again only what changed
	@python3 tools/setup.py

build: frontends/mizan-react/dist/index.js ## build the kernel, the adapters

frontends/mizan-react/dist/index.js: $(shell find frontends/*/src frontends/*/*.json workers/*/src workers/*/*.json -type f) | setup
	@npm run --silent build
	@touch $@

generate: .venv/api.stamp ## generate the examples' client

.venv/api.stamp: $(shell find cores/*/src backends/*/src protocol/*/generator examples/shared $(SERVER_fastapi) $(SERVER_django) -name '*.py' -o -name '*.mjs') | build
	@for each in $(FRONTENDS); do (cd $(PAGES)/$$each && mizan-generate --config mizan.config.mjs) || exit 1; done
	@touch $@

site: $(FRONTENDS:%=$(PAGES)/%/dist/index.html) ## build the examples' pages

.SECONDEXPANSION:
$(PAGES)/%/dist/index.html: .venv/api.stamp frontends/mizan-react/dist/index.js $$(shell find $(PAGES)/$$*/src $(PAGES)/$$*/*.* $(PAGES)/shared/*.* -type f)
	@cd $(PAGES)/$* && vite build --logLevel warn

demo: $(patsubst %,$(PAGES)/%/dist/index.html,$(filter $(FRONTENDS),$(FRONTEND))) ## the task board on http://localhost:8000 (PORT=…); FRONTEND=react, solid, svelte or vue, BACKEND=fastapi or django
	@cd $(or $(SERVER_$(BACKEND)),$(error BACKEND is fastapi or django)) && PORT=$(PORT) TASKBOARD_PAGE=$(or $(filter $(FRONTENDS),$(FRONTEND)),$(error FRONTEND is one of $(FRONTENDS))) exec $(CURDIR)/$(PY) serve.py

check: build ## formatting, lint, types on both sides, layers, size budgets
	ruff check . && ruff format --check .
	biome ci --colors=off --error-on-warnings .
	lint-imports
	pyright
	npm run --silent check

test: ## everything: check, Python, Node and browser tests
	@python3 tools/setup.py --tests
	@$(MAKE) --no-print-directory check
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=target test-python test-node test-django
	@$(MAKE) --no-print-directory test-browser

test-python: build ## the Python tests
	$(PY) -m pytest -q

test-django: build ## the tests of Django's backend and example, on SQLite and on PostgreSQL (DATABASE_URL=…, or one of their own)
	env -u DATABASE_URL $(DJANGO_TESTS)
	python3 tools/postgres.py $(DJANGO_TESTS)

test-node: build ## the Node tests
	npm test --silent

test-browser: site ## the task board in a real Chromium: every page, on both backends
	cd $(PAGES)/e2e && for each in $(FRONTENDS); do ADAPTER=$$each playwright test || exit 1; done
	cd $(PAGES)/e2e && BACKEND=django playwright test
	cd $(PAGES)/e2e && EDGE=1 playwright test board tabs
	cd $(PAGES)/e2e && for each in $(filter-out react,$(FRONTENDS)); do ADAPTER=$$each BACKEND=django playwright test django || exit 1; done

torture: build ## what takes too long for every day: break lines, play more games against the kernel
	$(PY) -m tests.mutations
	LIVE_SECONDS=10 $(PY) -m pytest -q tests/live
	CACHE_SECONDS=30 CACHE_SEEDS=5000 $(PY) -m pytest -q tests/cache_proofs
	$(PY) -m tests.cache_proofs.model
	AFI_EXAMPLES=50000 $(PY) -m pytest -q tests/afi/test_differential.py
	cd workers/mizan-edge && NUMBERS=1000000 DOCUMENTS=100000 ROUNDS=2000 node --test tests/differential.test.mjs tests/history.test.mjs
	cd frontends/mizan-client && SEEDS=20000 DEEPER=1 node --test --import tsx tests/explorer.test.ts

bench: build ## ratios against peers, in one run; fails if one misses its bar, when all are written down
	@missed=0; for each in server django shapes kernel cache codegen; do $(PY) -m bench.$$each.run || missed=1; done; \
	$(PY) -m bench.report; exit $$missed

screenshot: site ## take the picture in the README anew
	node tools/screenshot.mjs

clean: ## remove what was built or installed
	rm -rf .venv node_modules frontends/*/dist workers/*/dist examples/frontends/*/dist bench/codegen/peers/node_modules

export NPM_CONFIG_LOGLEVEL := error

.PHONY: help setup build generate site demo check test test-python test-django test-node test-browser torture bench screenshot clean
