#!/usr/bin/env bash
# Demonstrates a workflow: builds, starts a cluster and the controller, applies an example, watches it, cleans up.
#
#   demo.sh                    use a temporary cluster on this machine (requires root) demo.sh --shell            the same,
#   with a shell instead of the example CLUSTER=current demo.sh    use the cluster of the current kubeconfig; removes only
#   the workflow and what the demo installed
#
# Environment:
#   EXAMPLE        name of a file in examples/ that contains a Workflow (default: diamond)
#   RUNNER_IMAGE   with CLUSTER=current: from where the cluster can pull the runner image
#   DEMO_SECONDS   maximum time to watch (default: 300)
#
# The exit code is 0 only if the workflow succeeded.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ROOT=$(cd "$HERE/../.." && pwd)
EXAMPLE=${EXAMPLE:-diamond}
CONTROLLER=''
WORK=''

. "$HERE/lib/screen.sh"
. "$HERE/lib/watch_workflow.sh"

fail() {
  say_failed
  echo "make demo: $*" >&2
  exit 1
}

# The examples that can be watched.
workflows() { (cd "$ROOT/examples" && grep -l '^kind: Workflow' -- *.yaml | sed 's/\.yaml$//' | xargs); }

quiet() { # LOG COMMAND...
  local log=$1
  shift
  "$@" >"$log" 2>&1 || {
    say_failed
    tail -n 20 "$log" >&2
    echo "make demo: '$*' failed; the whole log is $log" >&2
    exit 1
  }
}

# ---------------------------------------------------------------- before there is a cluster
build() {
  local log
  mkdir -p "$ROOT/build"
  log=$ROOT/build/demo.log
  say "installing missing packages"
  quiet "$log" "$ROOT/cmake/install-dependencies.sh" build cluster
  say "building the controller and the runner (the first time takes a few minutes)"
  quiet "$log" make -C "$ROOT" build
  say "building the images without Docker"
  quiet "$log" "$HERE/make-images.sh" "$ROOT/build/images" "$ROOT/build"
}

own_cluster() {
  local why
  why=$("$HERE/in-cluster.sh" --check 2>&1) || fail "${why#*: }; 'make demo CLUSTER=current' uses an existing cluster"
  if ! "$HERE/cluster.sh" have; then
    say "building Kubernetes from its Go modules (once; about 6 minutes on 2 cores)"
  fi
  quiet "$ROOT/build/demo.log" "$HERE/cluster.sh" build all
  say "starting a cluster in a separate network namespace: etcd, API server, scheduler, kubelet, containerd"
  exec "$HERE/in-cluster.sh" --nodes 1 --image "$ROOT/build/images/runner.tar" -- "$0" "$1"
}

current_cluster() {
  KUBECTL=$(command -v kubectl || "$HERE/cluster.sh" tool kubectl)
  say "using the current cluster: $("$KUBECTL" config current-context 2>/dev/null || echo "$KUBECONFIG")"
  quiet "$ROOT/build/demo.log" "$KUBECTL" version
  load_runner_image
  inside
}

# Clusters on this machine can load the image from a file; all others need a registry.
load_runner_image() {
  local context
  context=$("$KUBECTL" config current-context 2>/dev/null || true)
  if [ -n "${RUNNER_IMAGE:-}" ]; then
    return 0
  elif [ -f "${CLUSTER_STATE:-}/net" ]; then
    quiet "$ROOT/build/demo.log" "$HERE/make-images.sh" --load "$ROOT/build/images/runner.tar"
  elif [[ $context == kind-* ]] && command -v kind >/dev/null; then
    quiet "$ROOT/build/demo.log" kind load image-archive "$ROOT/build/images/runner.tar" --name "${context#kind-}"
  elif [ "$context" = minikube ] && command -v minikube >/dev/null; then
    quiet "$ROOT/build/demo.log" minikube image load "$ROOT/build/images/runner.tar"
  else
    fail "the cluster cannot load the runner image from this machine: push build/images/runner.tar to a registry and set RUNNER_IMAGE=..."
  fi
}

# ---------------------------------------------------------------- with a cluster
# begin: installs the definitions and starts the controller.
begin() {
  KUBECTL=${KUBECTL:-$(command -v kubectl)}
  WORK=$(mktemp -d)
  trap clean_up EXIT
  say "applying the definitions of Workflow and Job: kubectl apply -f crds/"
  BROUGHT_CRDS=''
  "$KUBECTL" get crd workflows.executioner.dev >/dev/null 2>&1 || BROUGHT_CRDS=1
  KUBECTL=$KUBECTL quiet "$WORK/log" "$HERE/apply-crds.sh"
  start_controller
}

inside() {
  begin
  say "applying examples/$EXAMPLE.yaml"
  quiet "$WORK/applied" "$KUBECTL" -n default apply -o name -f "$ROOT/examples/$EXAMPLE.yaml"
  NAME=$(sed -n 's#^workflow.executioner.dev/##p' "$WORK/applied")
  say_done
  echo
  watch_workflow "$NAME" || {
    show_controller_log
    exit 1
  }
  show_result
}

inside_shell() {
  begin
  say_done
  echo "KUBECONFIG is set, the controller's log is $WORK/controller.log; 'exit' removes everything. Try:"
  echo "  kubectl apply -f examples/diamond.yaml && kubectl get xwf -w"
  (cd "$ROOT" && PS1='executioner$ ' bash --norc -i) || true
}

start_controller() {
  say "starting the controller on this machine: build/bin/executioner controller"
  "$ROOT/build/bin/executioner" controller --kubeconfig "${KUBECONFIG:-$HOME/.kube/config}" --namespace default \
    --leader-elect=false \
    --metrics-address 0 --health-probe-bind-address 0 --log-format text --runner-image "${RUNNER_IMAGE:-test.local/executioner-runner:dev}" \
    >"$WORK/controller.log" 2>&1 </dev/null &
  CONTROLLER=$!
}

show_controller_log() {
  echo "The last lines of the controller's log:"
  tail -n 15 "$WORK/controller.log" | sed 's/^/  /'
}

show_result() {
  local pod
  title "kubectl get workflows,pods"
  "$KUBECTL" -n default get workflows.executioner.dev "$NAME"
  echo
  "$KUBECTL" -n default get pods -l "executioner.dev/workflow=$NAME"
  pod=$("$KUBECTL" -n default get pods -l "executioner.dev/workflow=$NAME" -o name --sort-by=.metadata.creationTimestamp | tail -n 1)
  if [ -n "$pod" ]; then
    title "kubectl logs $pod"
    "$KUBECTL" -n default logs "$pod" --tail=10
  fi
  title "Next steps"
  cat <<T
  make demo EXAMPLE=etl            another one of: $(workflows)
  make demo CLUSTER=current        the same on your own cluster
  make shell                       such a cluster with the controller, and a shell with kubectl
  make test                        every test, against real Kubernetes
  docs/                            how to write a workflow
T
}

clean_up() {
  local rc=$?
  trap - EXIT
  if [ -n "$CONTROLLER" ]; then
    echo
    say "cleaning up"
    if [ "${CLUSTER:-}" = current ]; then
      "$KUBECTL" -n default delete -f "$ROOT/examples/$EXAMPLE.yaml" --ignore-not-found >/dev/null 2>&1 || true
    fi
    kill -TERM "$CONTROLLER" 2>/dev/null || true
    wait "$CONTROLLER" 2>/dev/null || true
    if [ "${CLUSTER:-}" = current ] && [ -n "$BROUGHT_CRDS" ]; then
      "$KUBECTL" delete -f "$ROOT/crds" >/dev/null 2>&1 || true
    fi
    say_done
  fi
  rm -rf "$WORK"
  exit "$rc"
}

case ${1:-} in
  --inside) inside ;;
  --inside-shell) inside_shell ;;
  --shell) build && own_cluster --inside-shell ;;
  '')
    [[ " $(workflows) " == *" $EXAMPLE "* ]] || fail "there is no Workflow in examples/$EXAMPLE.yaml; EXAMPLE can be one of: $(workflows)"
    build
    if [ "${CLUSTER:-}" = current ]; then current_cluster; else own_cluster --inside; fi
    ;;
  *) sed -n '2,/^set -/{/^#/s/^# \{0,1\}//p}' "$0" && exit 2 ;;
esac
