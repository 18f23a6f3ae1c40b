#!/usr/bin/env bash
# Builds the benchmark in Release and runs it against an etcd and an API server of its own. Prints one table.
#
#   run-bench.sh [SCENARIO...]   all of them when none is named; QUICK=1 does a tenth
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
cmake/install-dependencies.sh build
[ "$*" = standalone ] || cmake/install-dependencies.sh cluster
make build
cmake --build build --target bench
export EXECUTIONER_BINARY=$PWD/build/bin/executioner EXECUTIONER_RUNNER=$PWD/build/bin/executioner-runner

[ "$*" != standalone ] || exec build/tests/bench standalone # needs no API server

# In the cluster's surroundings: the CRDs first.
measure() {
  tests/cluster/apply-crds.sh >/dev/null
  exec build/tests/bench "$@"
}
export -f measure
exec tests/cluster/in-cluster.sh --api-only -- bash -c 'set -e; measure "$@"' bench "$@"
