#!/usr/bin/env bash
# run_program.sh: the numbers in the closing line.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

counts() { # SCRIPT: passed failed skipped
  "$ROOT/tests/lib/run_program.sh" "$PWD/p" 20 bash -c "$1"
  cut -d' ' -f1-3 <p.count
}

test_counts_the_closing_lines() {
  expect_equal "12 2 1" "$(counts '
    echo "[  PASSED  ] 12 tests."; echo "[  SKIPPED ] 1 test, listed below:"; echo "[  SKIPPED ] A.B"
    echo "[  FAILED  ] 2 tests, listed below:"; echo "[  FAILED  ] A.C"; exit 1')"
}

test_a_crash_is_one_failed_test_and_keeps_what_passed() {
  expect_equal "2 1 0" "$(counts 'echo "[       OK ] A.B (0 ms)"; echo "[       OK ] A.C (1 ms)"; kill -SEGV $$')"
}

test_a_program_that_says_nothing_has_failed() {
  expect_equal "0 1 0" "$(counts 'exit 0')"
}

test_an_error_after_the_last_test_is_one_failed_test() {
  expect_equal "3 1 0" "$(counts 'echo "[  PASSED  ] 3 tests."; echo "a leak"; exit 1')"
}

test_a_program_that_was_not_built_has_failed() {
  "$ROOT/tests/lib/run_program.sh" "$PWD/p" 20 "$PWD/no-such-program"
  expect_equal "0 1 0" "$(cut -d' ' -f1-3 <p.count)"
}

run_tests
