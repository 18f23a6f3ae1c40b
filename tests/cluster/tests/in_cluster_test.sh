#!/usr/bin/env bash
# in-cluster.sh: its guarantees for the tests that run inside.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
in_cluster() { "$CLUSTER/in-cluster.sh" "$@"; }

test_passes_the_exit_code_on() {
  in_cluster --api-only -- bash -c 'exit 7' 2>said
  expect_equal 7 $?
  expect_contains "$(cat said)" "the cluster's logs are in "
  rm -rf "$(sed -n "s/.*logs are in //p" said)"
}

test_gives_the_command_a_working_kubectl() {
  expect_contains "$(in_cluster --api-only -- kubectl get --raw /readyz)" ok
}

test_runs_controllers_without_nodes() {
  expect_equal serviceaccount/default "$(in_cluster --nodes 0 -- kubectl get serviceaccount default -o name)"
}

test_leaves_nothing_behind() {
  local state
  state=$(in_cluster --api-only -- bash -c 'echo $CLUSTER_STATE')
  expect_contains "$state" /tmp/xc.
  expect_gone "$state"
  expect_equal '' "$(grep -lx "$state" "${TMPDIR:-/tmp}"/executioner-clusters/* 2>/dev/null)"
}

test_refuses_a_missing_command() {
  expect_contains "$(in_cluster --api-only 2>&1)" "say what to run"
}

test_runs_two_clusters_with_nodes_side_by_side() {
  need_root
  # Each waits for the other, so both run at the same time.
  mkfifo first second
  in_cluster --nodes 1 -- bash -c 'echo >first; read -r <second; kubectl get nodes -o name' >a 2>&1 &
  in_cluster --nodes 2 -- bash -c 'read -r <first; echo >second; kubectl get nodes -o name' >b 2>&1
  wait
  expect_equal node/node1 "$(cat a)"
  expect_equal "node/node1 node/node2" "$(xargs <b)"
}

test_a_pod_reaches_the_api_server() {
  need_root
  in_cluster --nodes 1 -- bash -c '
    kubectl run p --image busybox:1.36 --restart Never -- \
      sh -c "nc -w 3 \$KUBERNETES_SERVICE_HOST 443 </dev/null && echo reached" &&
    kubectl wait --for=jsonpath={.status.phase}=Succeeded pod/p --timeout=60s && kubectl logs p' >said 2>&1
  expect_contains "$(cat said)" reached
}

test_a_killed_run_takes_its_processes_along() {
  need_root
  local run etcd state
  mkfifo ready
  "$CLUSTER/in-cluster.sh" --api-only -- bash -c 'echo $CLUSTER_STATE >ready; exec sleep 1000' >said 2>&1 &
  run=$!
  read -r state <ready
  etcd=$(pgrep -f -- "--data-dir $state/etcd")
  kill -KILL "$run"
  timeout 30 tail --pid="$etcd" -f /dev/null || fail "etcd outlived the run that was killed"
  "$CLUSTER/cluster.sh" sweep
  expect_gone "$state"
}

run_tests
