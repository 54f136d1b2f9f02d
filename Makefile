# Help@Work. `make` lists what can be made.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

GO ?= go
DEMO_DATA ?= $(shell mktemp -d -t helpatwork-demo-XXXXXX)
DEMO_FLAGS ?=
FUZZTIME ?= 10000x
export CGO_ENABLED ?= 0

CONSOLE_SOURCES := $(shell find console -type f -not -path '*/node_modules/*' 2>/dev/null)

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

.PHONY: demo
demo: build ## start the server with 200 simulated devices and print a sign-in link
	bin/helpatwork demo --data "$(DEMO_DATA)" $(DEMO_FLAGS)

.PHONY: build
build: bin/helpatwork ## build the program with the console in it

.PHONY: bin/helpatwork
bin/helpatwork: internal/web/dist/index.html
	$(GO) build -trimpath -o $@ ./cmd/helpatwork

console/node_modules/.package-lock.json: console/package-lock.json
	@echo "Installing the console's packages …"
	cd console && npm ci --no-audit --no-fund
	@touch $@

internal/web/dist/index.html: console/node_modules/.package-lock.json $(CONSOLE_SOURCES)
	@echo "Building the console …"
	cd console && npm run build
	@touch $@

e2e/node_modules/.package-lock.json: e2e/package-lock.json
	cd e2e && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund
	@touch $@

.PHONY: test
test: ## set up what is missing, then run every test (what CI runs)
	scripts/test

.PHONY: test-setup
test-setup: console/node_modules/.package-lock.json e2e/node_modules/.package-lock.json
	scripts/setup

.PHONY: test-go
test-go: ## run the Go tests
	scripts/test-go

.PHONY: test-console
test-console: console/node_modules/.package-lock.json ## run the console's unit tests and its type check
	cd console && npm run check && npm test

.PHONY: test-browser
test-browser: build test-setup ## walk through the product in a real browser
	cd e2e && npx playwright test

.PHONY: fuzz
fuzz: ## run every fuzz target for FUZZTIME (a time, or a number of inputs as 10000x)
	scripts/fuzz "$(FUZZTIME)"

.PHONY: generate
generate: console/tools/node_modules/.package-lock.json ## write the API document and the console's types anew
	$(GO) run ./cmd/helpatwork openapi > api/openapi.yaml.new && mv api/openapi.yaml.new api/openapi.yaml
	cd console && npm run generate

console/tools/node_modules/.package-lock.json: console/tools/package-lock.json
	cd console/tools && npm ci --no-audit --no-fund
	@touch $@

.PHONY: sqlc
sqlc: ## write the query package anew (builds sqlc, which takes minutes the first time)
	scripts/sqlc

.PHONY: lint
lint: ## look for mistakes that the tests do not see
	scripts/lint

.PHONY: check
check: generate lint test fuzz ## all of it: what is generated is fresh, lint, tests, a short fuzz run
	git diff --exit-code -- api console/src/api/generated

.PHONY: bench
bench: build test-setup ## measure what docs/figures.md publishes (alone on the machine, please)
	scripts/bench
