# Finds test programs, runs them in parallel and counts their tests. Sourced by run-tests.sh.
# shellcheck shell=bash

# programs BUILD_DIR LABELS: names of the configured test programs with one of these labels (a|b|c).
programs() {
  [ -n "$2" ] || return 0
  ctest --test-dir "$1" -N -L "^($2)\$" 2>/dev/null | sed -n 's/^ *Test *#[0-9]*: //p'
}

# run_level PRESET LABELS [WRAPPER...]: runs each program, with WRAPPER if given, and adds to the counts.
run_level() {
  local preset=$1 labels=$2 dir name names
  shift 2
  dir=$(build_dir "$preset")
  mapfile -t names < <(programs "$dir" "$labels")
  if [ ${#names[@]} -eq 0 ]; then
    note "$preset: there are no ${labels//|/, } tests"
    return 0
  fi
  mkdir -p "$LOGS/$preset"
  # Programs declared last take longest, so they start first.
  printf '%s\n' "${names[@]}" | tac | xargs -P "$JOBS" -I NAME \
    tests/lib/run_program.sh "$LOGS/$preset/NAME" "$PROGRAM_SECONDS" "$@" "$ROOT/$dir/tests/NAME"
  for name in "${names[@]}"; do count_program "$preset" "$name"; done
}

# run_scripts FILE...: runs shell tests, whose output is like that of GoogleTest.
run_scripts() {
  local file name
  mkdir -p "$LOGS/shell"
  for file in "$@"; do
    [ -f "$file" ] || continue
    name=$(basename "$file" .sh)
    tests/lib/run_program.sh "$LOGS/shell/$name" "$PROGRAM_SECONDS" bash "$file"
    count_program shell "$name"
  done
}

# count_program PRESET NAME: adds what run_program.sh counted, and prints one line.
count_program() {
  local passed=0 failed=1 skipped=0 seconds=0 text word=ok log=$LOGS/$1/$2.log
  read -r passed failed skipped seconds 2>/dev/null <"$LOGS/$1/$2.count" || true
  PASSED=$((PASSED + passed)) FAILED=$((FAILED + failed)) SKIPPED=$((SKIPPED + skipped))
  [ "$failed" -eq 0 ] || word=FAIL
  text="$2 ($1): $passed passed"
  [ "$failed" -eq 0 ] || text="$text, $failed failed"
  [ "$skipped" -eq 0 ] || text="$text, $skipped skipped"
  line "$word" "$seconds" "$text"
  [ "$skipped" -eq 0 ] || sed -n 's/^\[  SKIPPED \] \([^ ]*\)$/skipped: \1/p' "$log" | sort -u | sed 's/^/         /'
  [ "$failed" -eq 0 ] || show_failed_tests "$log"
}

# show_failed_tests LOG: prints the output of the failed tests, or the end of the log if there is none.
show_failed_tests() {
  local said
  said=$(awk '
    /^\[ RUN      \]/ {said = ""}
    {said = said $0 "\n"}
    /^\[  FAILED  \] .*\([0-9]+ ms\)$/ {printf "%s", said}
    /^\[       OK \]/ {said = ""}' "$1" 2>/dev/null | head -n 60)
  [ -n "$said" ] || said=$(tail -n 30 "$1" 2>/dev/null)
  sed 's/^/     | /' <<<"$said"
  note "the whole log: ${1#"$ROOT"/}"
}
