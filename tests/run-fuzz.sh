#!/usr/bin/env bash
# Builds the fuzz targets (tests/fuzz/*.cc) with clang's libFuzzer, address and undefined-behaviour sanitizers, and runs
# each for some seconds. What it finds is kept in build/fuzz/corpus/NAME, a crash in build/fuzz/crash-*.
#
#   run-fuzz.sh [SECONDS [NAME]]   default: 60 s each, all of them
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
SECONDS_EACH=${1:-60} ONLY=${2:-}

if ! compgen -G 'tests/fuzz/*.cc' >/dev/null; then
  echo "there are no fuzz targets in tests/fuzz"
  exit 0
fi
cmake -S . -B build/fuzz -G Ninja -Wno-dev -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCMAKE_CXX_COMPILER=clang++ \
  -DEXECUTIONER_WERROR=OFF -DEXECUTIONER_SANITIZE=fuzzer-no-link,address,undefined >/dev/null
mapfile -t names < <(ctest --test-dir build/fuzz -N -L '^fuzz$' | sed -n 's/^ *Test *#[0-9]*: //p' | grep "${ONLY:-.}")
cmake --build build/fuzz --target "${names[@]}"

run_one() {
  local name=$1 corpus=build/fuzz/corpus/$1 seeds=tests/fuzz/seeds/${1#fuzz_}
  mkdir -p "$corpus"
  [ -d "$seeds" ] || seeds=''
  # shellcheck disable=SC2086  # no seeds, no argument
  "build/fuzz/tests/$name" -max_total_time="$SECONDS_EACH" -timeout=10 -rss_limit_mb=2048 -print_final_stats=0 \
    -artifact_prefix="build/fuzz/crash-$name-" "$corpus" $seeds >"build/fuzz/$name.log" 2>&1 || {
    tail -n 40 "build/fuzz/$name.log"
    echo "$name found something: repeat it with build/fuzz/tests/$name build/fuzz/crash-$name-..."
    return 1
  }
  echo "$name: $(grep -Eo '^#[0-9]+' "build/fuzz/$name.log" | tail -n 1 | tr -d '#') inputs, nothing found"
}
export -f run_one
export SECONDS_EACH
printf '%s\n' "${names[@]}" | xargs -P "$(nproc)" -I NAME bash -c 'run_one NAME'
