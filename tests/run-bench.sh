#!/usr/bin/env bash
# Builds the benchmark in Release and runs it against an etcd and an API server of its own. Prints one table.
#
#   run-bench.sh [ARGUMENT...]   arguments go to the benchmark, for example the name of one scenario
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
cmake/install-dependencies.sh build cluster
cmake --preset release -Wno-dev >/dev/null
cmake --build build --target executioner executioner-runner bench
EXECUTIONER_BINARY=$PWD/build/bin/executioner EXECUTIONER_RUNNER=$PWD/build/bin/executioner-runner \
  exec tests/cluster/in-cluster.sh --api-only -- build/tests/bench "$@"
