# A small harness for shell tests with output like GoogleTest: every function test_* is one test and runs in a separate
# folder, $WORK. Sourced first by each *_test.sh, which ends with run_tests. shellcheck shell=bash

TESTS=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
CLUSTER=$(cd "$TESTS/.." && pwd)
ROOT=$(cd "$CLUSTER/../.." && pwd)

expect_equal() { # EXPECTED ACTUAL
  [ "$1" = "$2" ] || fail "expected '$1', got '$2'"
}

expect_contains() { # TEXT PART
  [[ $1 == *"$2"* ]] || fail "expected '$2' in: $1"
}

expect_gone() { # PATH
  [ ! -e "$1" ] || fail "$1 should be gone"
}

fail() {
  echo "${BASH_SOURCE[2]##*/}:${BASH_LINENO[1]}: Failure: $*"
  FAILURE=1
}

skip() {
  echo "skipped: $*"
  exit 77
}

need_root() { [ "$EUID" = 0 ] || skip "needs root"; }

run_tests() {
  local test rc passed=0 failed=() skipped=() suite
  suite=$(basename "$0" _test.sh)
  for test in $(declare -F | sed -n 's/^declare -f test_/test_/p'); do
    echo "[ RUN      ] $suite.$test"
    WORK=$(mktemp -d)
    rc=0
    (
      FAILURE=0
      cd "$WORK" && "$test"
      exit "$FAILURE"
    ) || rc=$?
    rm -rf "$WORK"
    case $rc in
      0) echo "[       OK ] $suite.$test (0 ms)" && passed=$((passed + 1)) ;;
      77) echo "[  SKIPPED ] $suite.$test (0 ms)" && skipped+=("$suite.$test") ;;
      *) echo "[  FAILED  ] $suite.$test (0 ms)" && failed+=("$suite.$test") ;;
    esac
  done
  summary PASSED "$passed"
  [ ${#skipped[@]} -eq 0 ] || summary SKIPPED ${#skipped[@]} "${skipped[@]}"
  [ ${#failed[@]} -eq 0 ] || summary FAILED ${#failed[@]} "${failed[@]}"
  [ ${#failed[@]} -eq 0 ]
}

summary() { # WORD COUNT NAME...
  local word=$1 count=$2 name
  shift 2
  printf '[ %-8s ] %s tests%s\n' " $word" "$count" "${1:+, listed below:}"
  for name in "$@"; do printf '[ %-8s ] %s\n' " $word" "$name"; done
}
