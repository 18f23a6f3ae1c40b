#!/usr/bin/env bash
# A real, temporary, single-machine Kubernetes cluster for tests, without Docker, a registry or release downloads.
#
#   cluster.sh build [api|all|helm]...  build missing programs into the cache (Go modules only); default: all
#   cluster.sh up                       start etcd, kube-apiserver, controller-manager and scheduler; returns when usable
#   cluster.sh up-api                   start only etcd and kube-apiserver, on loopback: about 2 s, no root, no nodes
#   cluster.sh node [nodeN]             start containerd and kubelet as one process tree; returns when Ready (N = 1..9)
#   cluster.sh node-down nodeN          kill one node like a power failure (SIGKILL for its process tree)
#   cluster.sh image FILE...            load image tarballs into every node, including nodes that start later
#   cluster.sh mkimage OUT TAG[,TAG] ROOTDIR [ENTRYPOINT-JSON [USER]]   write an image tarball from a folder
#   cluster.sh tool NAME                build etcd, kubectl, ctr, helm, ... if missing and print its path
#   cluster.sh env                      print shell commands that set KUBECONFIG, PATH and CLUSTER_STATE
#   cluster.sh status                   print the running programs and their memory
#   cluster.sh down                     stop everything; log/ is kept
#
# Environment:
#   CLUSTER_STATE       all state of one cluster in one folder, below 80 characters (default ./.cluster)
#   EXECUTIONER_CACHE   where binaries are kept (default ${XDG_CACHE_HOME:-~/.cache}/executioner)
#   KUBEBUILDER_ASSETS  folder with etcd, kube-apiserver and kubectl to use instead of built ones
#   K8S_VERSION, SNAPSHOTTER, {APISERVER,KCM,SCHEDULER,KUBELET}_FLAGS
#
# Nodes require root and should run in a separate network namespace: see in-cluster.sh.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
STATE=$(realpath -m "${CLUSTER_STATE:-.cluster}")

die() {
  echo "cluster.sh: $*" >&2
  exit 1
}

. "$HERE/lib/build.sh"
. "$HERE/lib/processes.sh"
. "$HERE/lib/network.sh"
. "$HERE/lib/control_plane.sh"
. "$HERE/lib/images.sh"
. "$HERE/lib/nodes.sh"

print_env() {
  echo "export CLUSTER_STATE=$STATE KUBECONFIG=$STATE/admin.conf PATH=$(tools_path):\$PATH"
}

case ${1:-} in
  build | up | node | image | mkimage | tool | down | status) "$@" ;;
  up-api) up_api ;;
  node-down) node_down "${2:?Name the node to cut off, for example: cluster.sh node-down node1}" ;;
  env) print_env ;;
  clean | sweep) "$1" ;; # for in-cluster.sh
  enable-cgroups) enable_cgroups ;;
  have) have "${API_PROGRAMS[@]}" "${NODE_PROGRAMS[@]}" ;;
  *)
    sed -n '2,/^set -/{/^#/s/^# \{0,1\}//p}' "$0"
    exit 2
    ;;
esac
