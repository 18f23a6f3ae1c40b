#!/usr/bin/env bash
# Builds the fuzz targets (tests/fuzz/*_fuzz.cc) with clang's libFuzzer, address and undefined-behaviour sanitizers, and runs
# each for some seconds, beginning with tests/fuzz/seeds/NAME. Inputs that reach new code are kept in build/fuzz/corpus; an
# input that causes a failure is written to build/fuzz/crash-*.
#
#   run-fuzz.sh [SECONDS [NAME]]   default: 60 s each, all of them
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
SECONDS_EACH=${1:-60} ONLY=${2:-}

if ! compgen -G 'tests/fuzz/*_fuzz.cc' >/dev/null; then
  echo "there are no fuzz targets in tests/fuzz"
  exit 0
fi
cmake -S . -B build/fuzz -G Ninja -Wno-dev -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCMAKE_CXX_COMPILER=clang++ \
  -DCMAKE_CXX_FLAGS_RELWITHDEBINFO='-O1 -g1 -Wno-unknown-warning-option' -DEXECUTIONER_WERROR=OFF \
  -DEXECUTIONER_SANITIZE=fuzzer-no-link,address,undefined >/dev/null
mapfile -t names < <(ctest --test-dir build/fuzz -N -L '^fuzz$' | sed -n 's/^ *Test *#[0-9]*: //p' | grep "${ONLY:-.}")
cmake --build build/fuzz --target "${names[@]}"

run_one() {
  local name=$1 corpus=build/fuzz/corpus/$1 seeds=("tests/fuzz/seeds/${1#fuzz_}")
  mkdir -p "$corpus"
  [ "$name" != fuzz_manifest ] || seeds+=(examples)
  UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1 "build/fuzz/tests/$name" -max_total_time="$SECONDS_EACH" -timeout=20 \
    -rss_limit_mb=2048 -artifact_prefix="build/fuzz/crash-$name-" "$corpus" "${seeds[@]}" >"build/fuzz/$name.log" 2>&1 || {
    grep -vE '^#[0-9]+[[:space:]]' "build/fuzz/$name.log" | tail -n 60
    echo "$name found a failure: reproduce it with build/fuzz/tests/$name FILE, where FILE is named above"
    return 1
  }
  echo "$name: $(sed -n 's/^Done \([0-9]*\) runs.*/\1/p' "build/fuzz/$name.log") inputs, nothing found"
}
export -f run_one
export SECONDS_EACH
printf '%s\n' "${names[@]}" | xargs -P "$(nproc)" -I NAME bash -c 'run_one NAME'
