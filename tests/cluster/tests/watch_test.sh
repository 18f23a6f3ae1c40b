#!/usr/bin/env bash
# watch_workflow.sh: the output of `make demo` about its workflow.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# watch CHANGE...: follows a kubectl that writes the changes, each only once the reader has run out of patience with
# what it has so far.
watch() {
  mkfifo waited
  exec {WAITED}<>waited
  cat >kubectl <<K
#!/usr/bin/env bash
set -- $(printf '%q ' "$@")
printf %s "\$1" && shift
for change; do read -r <waited && printf %s "\$change"; done
K
  chmod +x kubectl
  (
    . "$CLUSTER/lib/screen.sh"
    . "$CLUSTER/lib/watch_workflow.sh"
    KUBECTL=$PWD/kubectl CONTROLLER=$$
    kill() { echo >&"$WAITED"; } # asked after each timeout whether the controller lives
    DEMO_SECONDS=60 watch_workflow w
  )
}

test_a_line_that_comes_in_pieces_is_one_change() {
  local said
  said=$(watch True $'\x1fSucc' $'eeded\x1f1/1\x1fa\x1eSucceeded\x1e1\x1e\n')
  expect_equal 0 $?
  expect_contains "$said" "w  Succeeded  1/1"
}

test_a_failed_workflow_is_not_a_success() {
  local said
  said=$(watch $'False\x1fRunning\x1f0/1\n' $'True\x1fFailed\x1f0/1\n')
  expect_equal 1 $?
  expect_contains "$said" "w  Failed  0/1"
}

test_the_last_words_of_a_watch_are_shown() {
  expect_contains "$(watch 'error: the server' ' is gone')" "The watch ended: error: the server is gone"
}

run_tests
