#!/usr/bin/env bash
# Builds and runs tests. Each step prints one line, followed by the end of its log if it failed. The last line counts: "N
# passed, N failed" over all test programs, with ", N skipped" if some were skipped. The exit code is 0 only if nothing
# failed.
#
#   run-tests.sh all           all levels, sanitizers and coverage
#   run-tests.sh unit          unit, rules, contract and component tests
#   run-tests.sh integration | e2e | asan | tsan | coverage | shell | verify | golden
#
# Programs are found by the labels that CMake gave them (cmake/floor.cmake), so none is listed here. A program that
# crashes, hangs or was not built counts as one failed test. Logs are in build/test-logs.
#
#   GTEST_FILTER        runs only some tests, in the syntax of GoogleTest
#   JOBS                programs and compilers at once (default: number of processors)
#   PROGRAM_SECONDS     maximum duration of one program (default: 900)
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit
ROOT=$PWD
LOGS=$ROOT/build/test-logs
JOBS=${JOBS:-$(nproc)}
PROGRAM_SECONDS=${PROGRAM_SECONDS:-900}
PASSED=0 FAILED=0 SKIPPED=0
unset KUBECONFIG # a developer's cluster is none of the tests' business; in-cluster.sh sets it again
export LSAN_OPTIONS=suppressions=$ROOT/tests/lib/leaks.supp ASAN_OPTIONS=detect_stack_use_after_return=1
export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1 TSAN_OPTIONS=halt_on_error=1
PLAIN_LEVELS='unit|rules|contract|component'
THREADED='threaded|contract|component' # what has more than one thread
IN_CLUSTER=tests/cluster/in-cluster.sh

. tests/lib/steps.sh
. tests/lib/programs.sh
. tests/lib/coverage.sh

# configure_and_build PRESET LABELS [TARGET...]: the programs with these labels, and the targets. Builds as much as it can.
configure_and_build() {
  local preset=$1 labels=$2 dir targets
  shift 2
  dir=$(build_dir "$preset")
  cmake --preset "$preset" -Wno-dev || return 1
  mapfile -t targets < <(programs "$dir" "$labels")
  targets+=("$@")
  [ ${#targets[@]} -gt 0 ] || return 0
  cmake --build "$dir" -j "$JOBS" --target "${targets[@]}" -- -k 0
}

# without_warnings COMMAND...: in the release build, warnings are not errors, because users may have other compilers.
without_warnings() {
  local said rc=0
  said=$("$@" 2>&1) || rc=$?
  printf '%s\n' "$said"
  [ "$rc" -eq 0 ] && ! sed -n 's/ warning: / error: a warning: /p' <<<"$said" | grep .
}

build_dir() { if [ "$1" = release ]; then echo build; else echo "build/$1"; fi; }

build_product() {
  step 'build release' without_warnings configure_and_build release '' executioner executioner-runner || return 1
  step 'make images' tests/cluster/make-images.sh build/images build
}

# ---------------------------------------------------------------- the levels
prepare() { step 'install what is missing' cmake/install-dependencies.sh "$@"; }

run_unit() {
  step "build $1" configure_and_build "$1" "$PLAIN_LEVELS"
  run_level "$1" "$PLAIN_LEVELS"
}

# run_sanitized PRESET LABELS
run_sanitized() {
  step "build with $1" configure_and_build "$1" "$2"
  run_level "$1" "$2"
}

# run_integration PRESET
run_integration() {
  step "build $1 for integration" configure_and_build "$1" 'integration|contract'
  step 'build the control plane' tests/cluster/cluster.sh build all
  run_level "$1" integration "$IN_CLUSTER" --api-only --
  run_contract_on_real_server "$1"
}

# run_contract_on_real_server PRESET: the tests that the fake API server passed, with a real API server and its garbage
# collector.
run_contract_on_real_server() {
  tests/lib/run_program.sh "$LOGS/$1/contract-real" "$PROGRAM_SECONDS" env GTEST_FILTER="${GTEST_FILTER:-*/Real}" \
    "$IN_CLUSTER" --nodes 0 -- bash -c 'tests/cluster/apply-crds.sh && exec "$0"' "$(build_dir "$1")/tests/contract"
  count_program "$1" contract-real
}

# run_e2e PRESET
run_e2e() {
  local why
  if ! why=$("$IN_CLUSTER" --check 2>&1); then
    note "end-to-end tests are not run: $why"
    SKIPPED=$((SKIPPED + 1))
    return 0
  fi
  step "build $1 for e2e" configure_and_build "$1" e2e
  build_product || return 1
  step 'build the cluster' tests/cluster/cluster.sh build all helm
  export EXECUTIONER_BINARY=$ROOT/build/bin/executioner EXECUTIONER_RUNNER=$ROOT/build/bin/executioner-runner
  run_level "$1" e2e "$IN_CLUSTER" --nodes 1 --tool helm --image build/images/controller.tar \
    --image build/images/runner.tar --
}

# The benchmark must run, whatever its results are.
run_bench() { step 'benchmark: chain, a tenth' env QUICK=1 tests/run-bench.sh chain; }

run_shell() { run_scripts tests/cluster/tests/*_test.sh; }

run_coverage() {
  prepare build test cluster check
  clear_coverage
  step 'build coverage' configure_and_build coverage "$PLAIN_LEVELS|integration" all
  run_level coverage "$PLAIN_LEVELS"
  run_integration coverage
  step 'coverage' report_coverage
  show_coverage
}

# One build for all levels, with sanitizers and coverage, because two builds would take twice as long.
run_all() {
  prepare build test cluster check
  background 'build the cluster' tests/cluster/cluster.sh build all helm
  clear_coverage
  run_format
  step 'build coverage' configure_and_build coverage "$PLAIN_LEVELS|integration|e2e" all
  run_level coverage "$PLAIN_LEVELS"
  build_product
  run_sanitized tsan "$THREADED"
  [ ! -d tests/fuzz ] || step 'fuzz, 20 s each' tests/run-fuzz.sh 20
  await_background
  run_shell
  run_integration coverage
  run_e2e coverage
  run_bench
  step 'coverage' report_coverage
  show_coverage
}

run_format() {
  step 'format' check_format
  step 'shell syntax' check_shell
}

check_format() {
  find controller runner tests tools \( -name '*.cc' -o -name '*.h' \) -print0 |
    xargs -0 -r clang-format --dry-run --Werror
}

check_shell() {
  local file rc=0
  while read -r file; do bash -n "$file" || rc=1; done < <(find . -path ./build -prune -o -name '*.sh' -print)
  return "$rc"
}

# generate [--check]: CRDs and tables of the documentation, from the lists of fields.
generate() {
  step 'build the generator' configure_and_build dev '' generate &&
    step 'generated files' "$(build_dir dev)/bin/generate" "$@" .
}

# ---------------------------------------------------------------- main
mkdir -p "$LOGS"
case ${1:-} in
  all) run_all ;;
  unit) prepare build test && run_unit dev ;;
  integration) prepare build cluster && run_integration dev ;;
  e2e) prepare build cluster && run_e2e dev ;;
  asan) prepare build test check && run_sanitized asan 'unit|contract|component' ;;
  tsan) prepare build test check && run_sanitized tsan "$THREADED" ;;
  coverage) run_coverage ;;
  shell) prepare cluster && run_shell ;;
  verify) prepare build check && run_format && generate --check && step 'clang-tidy' env ALL=1 tests/run-tidy.sh ;;
  golden)
    export EXECUTIONER_UPDATE_GOLDEN=1
    prepare build test && generate && run_unit dev
    ;;
  *)
    sed -n '2,/^set -/{/^#/s/^# \{0,1\}//p}' "$0"
    exit 2
    ;;
esac
close
