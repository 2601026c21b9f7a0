# Mizan's commands. `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PY := .venv/bin/python
PORT ?= 8000
SITE := examples/fastapi-react-site
export PATH := $(CURDIR)/.venv/bin:$(CURDIR)/node_modules/.bin:$(PATH)

help: ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: ## install everything into .venv and node_modules; again only what changed
	@python3 tools/setup.py

build: frontends/mizan-react/dist/index.js ## build the kernel, the adapters

frontends/mizan-react/dist/index.js: $(shell find frontends/*/src frontends/*/*.json -type f) | setup
	@npm run --silent build
	@touch $@

generate: .venv/api.stamp ## generate the example's client

.venv/api.stamp: $(shell find cores/*/src backends/*/src protocol/*/generator $(SITE)/backend -name '*.py' -o -name '*.mjs') | build
	@cd $(SITE)/frontend && mizan-generate --config mizan.config.mjs
	@touch $@

site: $(SITE)/frontend/dist/index.html ## build the example's page

$(SITE)/frontend/dist/index.html: .venv/api.stamp frontends/mizan-react/dist/index.js $(shell find $(SITE)/frontend/src -type f) $(SITE)/frontend/index.html
	@cd $(SITE)/frontend && vite build --logLevel warn

demo: site ## the task board on http://localhost:8000 (PORT overrides)
	@cd $(SITE)/backend && PORT=$(PORT) exec ../../../$(PY) serve.py

check: build ## formatting, lint, types on both sides, layers, size budgets
	ruff check . && ruff format --check .
	biome ci --colors=off --error-on-warnings .
	lint-imports
	pyright
	npm run --silent check

test: ## everything: check, Python, Node and browser tests
	@python3 tools/setup.py --browser
	@$(MAKE) --no-print-directory check
	@$(MAKE) --no-print-directory test-python test-node test-browser

test-python: build ## the Python tests
	$(PY) -m pytest -q

test-node: build ## the Node tests
	npm test --silent

test-browser: site ## the task board in a real Chromium
	cd $(SITE)/frontend && playwright test

torture: build ## what takes too long for every day: break lines, play more games against the kernel
	$(PY) -m tests.mutations
	cd frontends/mizan-client && SEEDS=2000 npm test --silent

bench: build ## ratios against peers, in one run
	$(PY) -m bench.server.run
	$(PY) -m bench.generator.run
	$(PY) -m bench.report

screenshot: site ## take the picture in the README anew
	node tools/screenshot.mjs

clean: ## remove what was built or installed
	rm -rf .venv node_modules frontends/*/dist examples/*/frontend/dist

export NPM_CONFIG_LOGLEVEL := error

.PHONY: help setup build generate site demo check test test-python test-node test-browser torture bench screenshot clean
