#!/usr/bin/env bash
# Builds the benchmark in Release and runs it with a temporary etcd and API server. Prints one table.
#
#   run-bench.sh [SCENARIO...]   default: all scenarios; QUICK=1 runs a tenth of the load
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
cmake/install-dependencies.sh build
[ "$*" = standalone ] || cmake/install-dependencies.sh cluster
make build
cmake --build build --target bench
export EXECUTIONER_BINARY=$PWD/build/bin/executioner EXECUTIONER_RUNNER=$PWD/build/bin/executioner-runner

[ "$*" != standalone ] || exec build/tests/bench standalone # needs no API server

# Inside the cluster's namespaces: apply the CRDs first.
measure() {
  tests/cluster/apply-crds.sh >/dev/null
  exec build/tests/bench "$@"
}
export -f measure
exec tests/cluster/in-cluster.sh --api-only -- bash -c 'set -e; measure "$@"' bench "$@"
