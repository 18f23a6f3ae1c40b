# Prints one line per step, with its duration, and the log only if it failed. Sourced by run-tests.sh.
# shellcheck shell=bash

# note TEXT: a line among the steps.
note() { printf '         %s\n' "$*"; }

# line ok|FAIL SECONDS TEXT
line() { printf '%-4s %4s s  %s\n' "$1" "$2" "$3"; }

# step NAME COMMAND...: quiet; a failure counts as one failed test.
step() {
  local name=$1 begin=$SECONDS log
  shift
  log=$LOGS/${name//[^a-zA-Z0-9]/-}.log
  if ("$@") >"$log" 2>&1 </dev/null; then
    line ok $((SECONDS - begin)) "$name"
  else
    line FAIL $((SECONDS - begin)) "$name"
    show_failure "$log"
    FAILED=$((FAILED + 1))
    return 1
  fi
}

# show_failure LOG: compilers report errors in the middle of the log, other programs at the end.
show_failure() {
  if ! grep -m 40 -A 3 -E ' error: |^ninja: error|CMake Error|^error: ' "$1" | sed 's/^/     | /' | grep .; then
    tail -n 25 "$1" | sed 's/^/     | /'
  fi
  note "the whole log: ${1#"$ROOT"/}"
}

# background NAME COMMAND...: beside the steps that follow, at low priority; await_background reports it.
background() {
  BACKGROUND_NAME=$1 BACKGROUND_BEGIN=$SECONDS
  shift
  nice -n 10 "$@" >"$LOGS/background.log" 2>&1 </dev/null &
  BACKGROUND=$!
}

await_background() {
  if wait "$BACKGROUND"; then
    line ok $((SECONDS - BACKGROUND_BEGIN)) "$BACKGROUND_NAME (beside the others)"
  else
    line FAIL $((SECONDS - BACKGROUND_BEGIN)) "$BACKGROUND_NAME"
    show_failure "$LOGS/background.log"
    FAILED=$((FAILED + 1))
  fi
}

# close: the last line, and the exit code.
close() {
  local text="$PASSED passed, $FAILED failed"
  [ "$SKIPPED" -eq 0 ] || text="$text, $SKIPPED skipped"
  echo "$text"
  [ "$FAILED" -eq 0 ]
  exit
}
