# `make` alone lists all targets. Everything is built below build/; the rest of the tree is not changed.
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help demo shell build run install controller images install-dependencies test unit integration e2e bench asan tsan coverage fuzz \
        verify fmt tidy golden clean

SCRIPTS := tests/cluster
SOURCES = $(shell find controller runner tests tools -name '*.cc' -o -name '*.h')

##@ Getting started

help: ## list all targets
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} \
	  /^[a-z0-9-]+:.*## / {printf "  make %-22s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))
	@echo

run: build ## build, and run examples/etl.yaml on this machine without a cluster (FILE=... ARGS="--skip tidy")
	build/bin/executioner run $(or $(FILE),examples/etl.yaml) $(ARGS)

demo: ## build, start a local cluster, run and watch a workflow, clean up (CLUSTER=current: use your cluster)
	@$(SCRIPTS)/demo.sh

shell: ## start the same cluster and controller, and a shell with kubectl
	@$(SCRIPTS)/demo.sh --shell

build: ## build build/bin/executioner and build/bin/executioner-runner
	@cmake/install-dependencies.sh build
	@cmake --preset release -Wno-dev --log-level=WARNING >/dev/null
	@cmake --build build --target executioner executioner-runner pages

controller: build ## run the controller on this machine with the current kubeconfig (ARGS="--log-level debug")
	build/bin/executioner controller --leader-elect=false $(ARGS)

images: build ## build build/images/{controller,runner}.tar without Docker
	@$(SCRIPTS)/make-images.sh build/images build

install-dependencies: ## install the Debian packages that the targets below need
	@cmake/install-dependencies.sh

install: build ## install binaries, manual page and completions (default: PREFIX=/usr/local)
	@cmake --install build --prefix $(or $(PREFIX),/usr/local)

##@ Test

test: ## run all tests, with sanitizers and coverage; the last line counts them
	@tests/run-tests.sh all

unit: ## run unit, rules, contract and component tests; no cluster needed
	@tests/run-tests.sh unit

integration: ## test the controller against a real API server
	@tests/run-tests.sh integration

e2e: ## test with real pods on a real kubelet (needs root)
	@tests/run-tests.sh e2e

asan: ## run unit, contract and component tests with the address and undefined-behaviour sanitizers
	@tests/run-tests.sh asan

tsan: ## run the same tests with the thread sanitizer
	@tests/run-tests.sh tsan

coverage: ## measure line coverage and check its minimums
	@tests/run-tests.sh coverage

fuzz: ## run each fuzz target for SECONDS (default: 60)
	@tests/run-fuzz.sh $(SECONDS)

bench: ## print the table of docs/performance.md (SCENARIO=name: only one scenario)
	@tests/run-bench.sh $(SCENARIO)

##@ Maintenance

verify: ## check format, clang-tidy and generated files
	@tests/run-tests.sh verify

fmt: ## format the C++ files
	@clang-format -i $(SOURCES)

tidy: ## run clang-tidy on changed files (ALL=1: on all files)
	@tests/run-tidy.sh

golden: ## rewrite the golden files from what the code says now
	@tests/run-tests.sh golden

clean: ## remove build/ (the cached binaries of the test cluster are kept)
	rm -rf build
