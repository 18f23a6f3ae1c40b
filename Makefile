# `make` alone prints what there is. Everything is built below build/, nothing elsewhere in the tree.
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help demo shell build run install controller images install-dependencies test unit integration e2e bench asan tsan coverage fuzz \
        verify fmt tidy golden clean

SCRIPTS := tests/cluster
SOURCES = $(shell find controller runner tests -name '*.cc' -o -name '*.h')

##@ Begin

help: ## print this screen
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} \
	  /^[a-z0-9-]+:.*## / {printf "  make %-22s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))
	@echo

run: build ## build, and run examples/etl.yaml on this machine without a cluster (FILE=... ARGS="--skip tidy")
	build/bin/executioner run $(or $(FILE),examples/etl.yaml) $(ARGS)

demo: ## build, start a local cluster, watch a workflow run, clean up (CLUSTER=current: your cluster)
	@$(SCRIPTS)/demo.sh

shell: ## the same cluster and controller, and a shell with kubectl
	@$(SCRIPTS)/demo.sh --shell

build: ## build/bin/executioner and build/bin/executioner-runner
	@cmake/install-dependencies.sh build
	@cmake --preset release -Wno-dev --log-level=WARNING >/dev/null
	@cmake --build build --target executioner executioner-runner pages

controller: build ## the controller on this machine against the current kubeconfig (ARGS="--log-level debug")
	build/bin/executioner controller --leader-elect=false $(ARGS)

images: build ## build/images/{controller,runner}.tar, without Docker
	@$(SCRIPTS)/make-images.sh build/images build

install-dependencies: ## the Debian packages for everything below
	@cmake/install-dependencies.sh

install: build ## into PREFIX (/usr/local): binaries, manual page, completions
	@cmake --install build --prefix $(or $(PREFIX),/usr/local)

##@ Test

test: ## all levels, sanitizers, coverage; the last line counts
	@tests/run-tests.sh all

unit: ## unit, rules, contract and component tests: no cluster
	@tests/run-tests.sh unit

integration: ## the controller against a real API server
	@tests/run-tests.sh integration

e2e: ## real pods on a real kubelet (needs root)
	@tests/run-tests.sh e2e

asan: ## unit, contract and component tests with address and undefined-behaviour sanitizers
	@tests/run-tests.sh asan

tsan: ## the same with the thread sanitizer
	@tests/run-tests.sh tsan

coverage: ## line coverage of the tests, and its floors
	@tests/run-tests.sh coverage

fuzz: ## each fuzz target for SECONDS (60)
	@tests/run-fuzz.sh $(SECONDS)

bench: ## the table of docs/performance.md (SCENARIO=name for one)
	@tests/run-bench.sh $(SCENARIO)

##@ Care

verify: ## what a change must pass besides tests: format, clang-tidy, generated files
	@tests/run-tests.sh verify

fmt: ## format the C++ files
	@clang-format -i $(SOURCES)

tidy: ## clang-tidy over changed files (ALL=1: over all)
	@tests/run-tidy.sh

golden: ## rewrite the golden files from what the code says now
	@tests/run-tests.sh golden

clean: ## remove build/ (the test cluster's binaries stay in the cache)
	rm -rf build
