# What one does with this repository. A bundle has a Makefile of its own, in dist/<community>/.
.DEFAULT_GOAL := help
.PHONY: help build check test docs bench verify verify-hub verify-plants

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## write dist/ from profiles/ and communities/
	npm run --silent build

check: ## types, lint, format, and that dist/ is what the inputs give
	npm run --silent check
	node bin/hubloom.js check

test: ## the tests, without those left to CI; LONG=1 runs all, UPDATE=1 rewrites what cases expect, FUZZ=1 takes new samples
	npm test

docs: ## docs/settings.md, docs/machines.md and docs/checks.md
	npm run --silent docs
	npm run --silent docs:checks

bench: ## seconds and memory for 1, 171 and 1,000 hubs
	npm run --silent bench

verify: ## render and validate every bundle with the helm, terraform (or tofu) and kubectl that are here
	node bin/verify.js

verify-hub: ## every hub in the real JupyterHub, with the versions of the chart, in .venv-hub
	sh test/real/environment.sh
	npx vitest run test/real

verify-plants: ## put back faults that were found once: each must make the real hub's checks fail (2 to 4 minutes)
	sh test/real/environment.sh
	LONG=1 npx vitest run test/real/plants.test.ts
