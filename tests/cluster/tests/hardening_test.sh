#!/usr/bin/env bash
# Checks that the hardening in cmake/flags.cmake and cmake/runner.cmake is present in the shipped programs.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

PROGRAM=$ROOT/build/bin/executioner
RUNNER=$ROOT/build/bin/executioner-runner

need_build() { # FILE
  [ -x "$1" ] || skip "$1 is not built: cmake --preset release && cmake --build build"
}

segments() { readelf -lW "$1"; }

test_the_program_is_loaded_anywhere_and_its_tables_are_closed_before_main() {
  need_build "$PROGRAM"
  expect_contains "$(readelf -hW "$PROGRAM" | grep Type:)" DYN
  expect_contains "$(segments "$PROGRAM")" GNU_RELRO
  expect_contains "$(readelf -dW "$PROGRAM" | grep FLAGS_1)" NOW
  expect_contains "$(readelf -dW "$PROGRAM" | grep FLAGS_1)" PIE
}

test_the_program_checks_its_stack_and_its_buffers() {
  need_build "$PROGRAM"
  local symbols
  symbols=$(readelf --dyn-syms -W "$PROGRAM")
  expect_contains "$symbols" __stack_chk_fail
  grep -q '__[a-z]*_chk@' <<<"${symbols//__stack_chk_fail/}" || fail 'no function is fortified'
}

test_jumps_of_the_program_land_where_they_may() {
  need_build "$PROGRAM"
  local mark
  case $(uname -m) in
    x86_64) mark=endbr64 ;;
    aarch64) mark=paciasp ;;
    *) skip "nothing is known of $(uname -m)" ;;
  esac
  expect_contains "$(objdump -d --disassemble=main "$PROGRAM")" "$mark"
}

test_no_stack_can_be_executed() {
  local file
  for file in "$PROGRAM" "$RUNNER"; do
    need_build "$file"
    expect_contains "$(segments "$file" | grep GNU_STACK)" 'RW  '
  done
}

test_the_runner_is_loaded_anywhere_and_needs_nothing() {
  need_build "$RUNNER"
  expect_contains "$(readelf -hW "$RUNNER" | grep Type:)" DYN
  expect_equal '' "$(segments "$RUNNER" | grep INTERP)"
  expect_equal '' "$(readelf -dW "$RUNNER" | grep NEEDED)"
}

run_tests
