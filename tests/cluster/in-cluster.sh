#!/usr/bin/env bash
# Runs one command with a temporary Kubernetes cluster, and always removes the cluster afterwards.
#
#   in-cluster.sh [OPTIONS] -- COMMAND [ARGUMENT...]
#   in-cluster.sh --check      check whether clusters with nodes can run on this machine, and say why not
#
#   --nodes N       a complete control plane and N nodes (0..9; default 1); needs root, unless N is 0
#   --api-only      only etcd and the API server: no controllers, no nodes; about 2 s
#   --image FILE    load this image tarball into the nodes (may be repeated)
#   --tool helm     build helm too, before the network is unavailable
#   --verbose       print how long each part of the start took
#
# As root, the cluster and the command run in network and PID namespaces of their own: they are isolated from the outside,
# leave nothing behind, and several can run in parallel. Without root (or in a container that may not create namespaces),
# --api-only uses loopback addresses.
#
# COMMAND sees KUBECONFIG, CLUSTER_STATE (for cluster.sh node-down and the like) and kubectl, helm and ctr in PATH. The exit
# code is that of COMMAND, or 125 if the cluster did not start. If it is not 0, the cluster's logs are kept and the last line
# names their folder.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
NODES=1 API_ONLY='' IMAGES=() TOOLS=() VERBOSE=''

fail() {
  echo "in-cluster.sh: $*" >&2
  exit 125
}

parse() {
  while [ $# -gt 0 ]; do
    case $1 in
      --nodes) NODES=${2:?--nodes needs a number} && shift 2 ;;
      --api-only) API_ONLY=1 && shift ;;
      --image) IMAGES+=("$(realpath "${2:?--image needs a file}")") && shift 2 ;;
      --tool) TOOLS+=("${2:?--tool needs a name}") && shift 2 ;;
      --verbose) VERBOSE=1 && shift ;;
      --) shift && break ;;
      -h | --help) sed -n '2,/^set -/{/^#/s/^# \{0,1\}//p}' "$0" && exit 0 ;;
      *) fail "unknown option '$1'; the command to run comes after --" ;;
    esac
  done
  [ $# -gt 0 ] || fail "no command: say what to run, for example: in-cluster.sh --nodes 1 -- kubectl get nodes"
  [[ $NODES =~ ^[0-9]$ ]] || fail "--nodes takes a number from 0 to 9, not '$NODES'"
  COMMAND=("$@")
}

have_namespaces() {
  [ "$EUID" = 0 ] && unshare --net --pid --mount --fork --mount-proc true 2>/dev/null
}

# why_no_nodes: prints why this machine cannot run nodes; prints nothing if it can.
why_no_nodes() {
  local probe=/sys/fs/cgroup/tc-probe-$$
  [ ! -d /sys/fs/cgroup/memory ] || probe=/sys/fs/cgroup/memory/tc-probe-$$
  if [ "$EUID" != 0 ]; then
    echo "nodes require root: run it with sudo, or use --api-only"
  elif ! have_namespaces; then
    echo "nodes require their own namespaces, which this machine does not allow (in a container: use --privileged)"
  elif ! mkdir "$probe" 2>/dev/null; then
    echo "nodes require control groups, but /sys/fs/cgroup is not writable (in a container: use --privileged)"
  else
    rmdir "$probe"
  fi
}

# Inside the namespaces: start the requested parts and run the command.
run_inside() {
  local begin=$SECONDS n
  [ -z "${IN_NAMESPACES:-}" ] || ip link set lo up
  if [ -n "$API_ONLY" ]; then
    "$HERE/cluster.sh" up-api || return 125
  else
    "$HERE/cluster.sh" up || return 125
    [ ${#IMAGES[@]} -eq 0 ] || "$HERE/cluster.sh" image "${IMAGES[@]}" || return 125
    for n in $(seq 1 "$NODES"); do "$HERE/cluster.sh" node "node$n" || return 125; done
  fi
  [ -z "$VERBOSE" ] || echo "cluster ready in $((SECONDS - begin)) s" >&2
  eval "$("$HERE/cluster.sh" env)"
  # Nothing outside can be reached, so no proxy can help.
  unset HTTP_PROXY HTTPS_PROXY ALL_PROXY http_proxy https_proxy all_proxy
  export NO_PROXY='*' no_proxy='*'
  env --default-signal=INT,QUIT "${COMMAND[@]}"
}

# The cluster ends with its namespaces; setpriv ends them even if this script is killed.
run_in_namespaces() {
  IN_NAMESPACES=1 setpriv --pdeathsig KILL unshare --net --pid --mount --fork --kill-child=KILL --mount-proc \
    bash "$0" --inside "$@" <&0 &
  CHILD=$!
  wait "$CHILD"
}

take_away() {
  local rc=$1 kept
  trap '' INT TERM HUP
  [ -z "${CHILD:-}" ] || kill -KILL "$CHILD" 2>/dev/null || true
  [ -z "${CHILD:-}" ] || wait "$CHILD" 2>/dev/null || true
  # Processes in namespaces have ended with them; their process IDs have no meaning here.
  if [ -n "${CHILD:-}" ]; then "$HERE/cluster.sh" clean || true; else "$HERE/cluster.sh" down || true; fi
  if [ "$rc" -ne 0 ] && [ -d "$CLUSTER_STATE/log" ]; then
    kept=$(mktemp -d "${TMPDIR:-/tmp}/cluster-logs.XXXXXX")
    mv "$CLUSTER_STATE/log"/* "$kept" 2>/dev/null || true
    echo "in-cluster.sh: the command ended with $rc; the cluster's logs are in $kept" >&2
  fi
  rm -rf "$CLUSTER_STATE"
}

main() {
  parse "$@"
  local what=all rc=0 why
  if [ -n "$API_ONLY" ]; then
    what=api
  elif [ "$NODES" -gt 0 ]; then
    why=$(why_no_nodes)
    [ -z "$why" ] || fail "$why"
    "$HERE/cluster.sh" enable-cgroups
  fi
  "$HERE/cluster.sh" build "$what" ${TOOLS[@]+"${TOOLS[@]}"} >&2 || exit 125
  "$HERE/cluster.sh" sweep
  CLUSTER_STATE=$(mktemp -d /tmp/xc.XXXXXX)
  export CLUSTER_STATE
  echo "$$ $(awk '{print $22}' /proc/$$/stat) $(readlink /proc/self/ns/pid)" >"$CLUSTER_STATE/owner"
  trap 'take_away 0; exit 130' INT TERM HUP
  if have_namespaces; then
    run_in_namespaces "$@" || rc=$?
  else
    run_inside || rc=$?
  fi
  take_away "$rc"
  exit "$rc"
}

if [ "${1:-}" = --inside ]; then
  shift
  parse "$@"
  run_inside
elif [ "${1:-}" = --check ]; then
  WHY=$(why_no_nodes)
  [ -z "$WHY" ] || fail "$WHY"
else
  main "$@"
fi
