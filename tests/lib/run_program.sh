#!/usr/bin/env bash
# Runs one test program and counts its tests by GoogleTest's closing lines.
#
#   run_program.sh PREFIX SECONDS COMMAND...   writes PREFIX.log and PREFIX.count ("passed failed skipped seconds")
#
# A program that crashed, hung or did not start counts as one more failed test; so does a program whose tests passed but that
# exited with an error, for example of a sanitizer.
set -u
PREFIX=$1 LIMIT=$2
shift 2

# closing WORD: the number in the last "[  WORD  ] N tests" line.
closing() { sed -n "s/^\[ *$1 *\] \([0-9][0-9]*\) test.*/\1/p" "$PREFIX.log" | tail -n 1; }
lines() { grep -c "$1" "$PREFIX.log"; }

begin=$SECONDS
rm -f "$PREFIX.count"
exec 2>"$PREFIX.shell" # bash has a word to say about every crash
timeout --kill-after=20 "$LIMIT" "$@" >"$PREFIX.log" 2>&1 </dev/null
rc=$?
[ "$rc" -ne 124 ] || echo "run_program.sh: killed after $LIMIT s, the maximum duration of one program" >>"$PREFIX.log"

passed=$(closing PASSED) failed=$(closing FAILED) skipped=$(closing SKIPPED)
if [ -z "$passed" ]; then
  passed=$(lines '^\[       OK \]')
  skipped=$(lines '^\[  SKIPPED \] .* ms)$')
  failed=$(($(lines '^\[  FAILED  \] .* ms)$') + 1))
elif [ "$rc" -ne 0 ] && [ "${failed:-0}" -eq 0 ]; then
  failed=1
fi
rm -f "$PREFIX.shell"
echo "$passed ${failed:-0} ${skipped:-0} $((SECONDS - begin))" >"$PREFIX.count"
