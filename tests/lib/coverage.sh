# Line coverage of controller/ and runner/, with minimums. Sourced by run-tests.sh.
# shellcheck shell=bash

FLOOR_ALL=80
FLOOR_DOMAIN=95

# Counts of an earlier run would be added to this one.
clear_coverage() {
  [ ! -d build/coverage ] || find build/coverage -name '*.gcda' -delete
}

report_coverage() {
  local out=build/coverage rc=0
  gcovr --gcov-executable 'llvm-cov gcov' --root . --object-directory "$out" "$out" -j "$JOBS" --filter 'controller/' --filter 'runner/' \
    --exclude-throw-branches --exclude-unreachable-branches --gcov-ignore-parse-errors \
    --json "$out/coverage.json" || return 1
  gcovr --root . --add-tracefile "$out/coverage.json" --txt "$out/coverage.txt" --html-details "$out/coverage.html" || return 1
  below controller/domain/ "$FLOOR_DOMAIN" "$out/domain.txt" || rc=1
  below '' "$FLOOR_ALL" "$out/all.txt" || rc=1
  return "$rc"
}

# below FILTER FLOOR FILE: whether the lines that FILTER names are covered enough; writes the total to FILE.
below() {
  gcovr --root . --add-tracefile build/coverage/coverage.json ${1:+--filter "$1"} --txt "$3.files" --print-summary \
    --fail-under-line "$2" >"$3" && return 0
  echo "error: line coverage of ${1:-everything} is $(sed -n 's/^lines: //p' "$3"), the floor is $2 %"
  grep -E '^(controller|runner)/.*%' build/coverage/coverage.txt | grep "${1:-.}" | sort -k4n | head -n 12
  return 1
}

show_coverage() {
  [ ! -f build/coverage/all.txt ] || note "lines covered: $(sed -n 's/^lines: \([0-9.]*%\).*/\1/p' build/coverage/all.txt) of all, $(sed -n 's/^lines: \([0-9.]*%\).*/\1/p' build/coverage/domain.txt) of controller/domain; build/coverage/coverage.html"
}
