# Builds the cluster's programs from pinned Go modules into the cache. Sourced by cluster.sh.
#
# Keep the flags constant: a changed flag recompiles everything.
# shellcheck shell=bash

ETCD_V=3.6.16
CONTAINERD_V=2.3.7
HELM_V=3.22.0
GO_NEEDED=1.26
ASSETS=${KUBEBUILDER_ASSETS:-}
CACHE=${EXECUTIONER_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/executioner}/cluster

# A kubelet must never be newer than its API server, so the assets decide the version of everything else.
if [ -z "${K8S_VERSION:-}" ] && [ -n "$ASSETS" ] && [ -x "$ASSETS/kube-apiserver" ]; then
  K8S_VERSION=$("$ASSETS/kube-apiserver" --version | sed 's/.* v//')
fi
K8S_V=${K8S_VERSION:-1.36.3}
BIN=$CACHE/bin/k8s-$K8S_V-etcd-$ETCD_V-containerd-$CONTAINERD_V
HELM_BIN=$CACHE/bin/helm-$HELM_V

API_PROGRAMS=(etcd kube-apiserver kubectl)
NODE_PROGRAMS=(kube-controller-manager kube-scheduler kubelet containerd containerd-shim-runc-v2 ctr)

# Prints the path of program NAME, even if it is not built yet.
program() {
  if [ -n "$ASSETS" ] && [ -x "$ASSETS/$1" ]; then
    echo "$ASSETS/$1"
  elif [ "$1" = helm ]; then
    echo "$HELM_BIN/helm"
  else
    echo "$BIN/$1"
  fi
}

tools_path() { echo "${ASSETS:+$ASSETS:}$BIN:$HELM_BIN"; }

have() {
  local name
  for name in "$@"; do [ -x "$(program "$name")" ] || return 1; done
}

# build [api|all|helm]...
build() {
  local what names=()
  [ $# -gt 0 ] || set -- all
  for what in "$@"; do
    case $what in
      api) names+=("${API_PROGRAMS[@]}") ;;
      all) names+=("${API_PROGRAMS[@]}" "${NODE_PROGRAMS[@]}") ;;
      helm) names+=(helm) ;;
      *) die "cannot build '$what': say api, all or helm" ;;
    esac
  done
  build_programs "${names[@]}"
}

# tool NAME: its path, after building it.
tool() {
  local name=${1:?Name the tool, for example: cluster.sh tool helm}
  local all="${API_PROGRAMS[*]} ${NODE_PROGRAMS[*]} helm"
  [[ " $all " == *" $name "* ]] || die "there is no tool '$name'; there are: $all"
  build_programs "$name" >&2
  program "$name"
}

build_programs() {
  ! have "$@" || return 0
  local name
  need_go
  mkdir -p "$CACHE"
  exec 9>"$CACHE/lock"
  flock 9 # of several builds at once the later ones wait, then find the files
  for name in "$@"; do
    have "$name" || build_program "$name"
  done
  exec 9>&-
}

need_go() {
  local found
  command -v go >/dev/null ||
    die "Go $GO_NEEDED or newer is needed to build the test cluster and is not installed: install it from https://go.dev/dl, or point KUBEBUILDER_ASSETS at etcd, kube-apiserver and kubectl"
  found=$(cd / && GOTOOLCHAIN=local go env GOVERSION)
  [ "$(printf '%s\n' "$GO_NEEDED" "${found#go}" | sort -V | head -1)" = "$GO_NEEDED" ] ||
    [ "$(go env GOTOOLCHAIN)" != local ] ||
    die "Go $GO_NEEDED or newer is needed to build the test cluster and $found is installed: install a newer one from https://go.dev/dl"
}

build_program() {
  local version=k8s.io/component-base/version
  case $1 in
    kube*)
      kubernetes_module
      go_build "$CACHE/mod/k8s-$K8S_V" "$BIN/$1" "k8s.io/kubernetes/cmd/$1" -ldflags \
        "-s -w -X $version.gitVersion=v$K8S_V -X $version.gitMajor=1 -X $version.gitMinor=$(cut -d. -f2 <<<"$K8S_V")"
      ;;
    etcd)
      etcd_module
      go_build "$CACHE/mod/etcd-$ETCD_V" "$BIN/etcd" . -ldflags '-s -w'
      ;;
    helm)
      plain_module "helm-$HELM_V" "helm.sh/helm/v3 v$HELM_V"
      go_build "$CACHE/mod/helm-$HELM_V" "$HELM_BIN/helm" helm.sh/helm/v3/cmd/helm \
        -ldflags "-s -w -X helm.sh/helm/v3/internal/version.version=v$HELM_V"
      ;;
    *)
      plain_module "containerd-$CONTAINERD_V" "github.com/containerd/containerd/v2 v$CONTAINERD_V"
      go_build "$CACHE/mod/containerd-$CONTAINERD_V" "$BIN/$1" "github.com/containerd/containerd/v2/cmd/$1" \
        -tags 'no_btrfs no_devmapper no_zfs no_tracing' -ldflags '-s -w'
      ;;
  esac
}

# go_build MODULE-DIR OUT PACKAGE [go build flags...]
go_build() {
  local dir=$1 out=$2 package=$3 begin=$SECONDS
  shift 3
  mkdir -p "$(dirname "$out")"
  (cd "$dir" && CGO_ENABLED=0 GOFLAGS='-mod=mod -buildvcs=false' go build -trimpath "$@" -o "$out.tmp" "$package") ||
    die "building $(basename "$out") failed; see the messages of Go above. It needs a Go module proxy: see 'go env GOPROXY'"
  mv "$out.tmp" "$out"
  echo "built $(basename "$out") in $((SECONDS - begin)) s"
}

# k8s.io/kubernetes cannot be used as a dependency directly: its go.mod points the staging modules to ./staging, which is
# missing in its module zip. So use its go.mod (the same pinned dependencies), but point them to their published v0.x tags.
kubernetes_module() {
  local dir=$CACHE/mod/k8s-$K8S_V source
  [ ! -f "$dir/go.mod" ] || return 0
  mkdir -p "$dir"
  source=$(cd "$dir" && go mod download -json "k8s.io/kubernetes@v$K8S_V" | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')
  [ -n "$source" ] || die "the Go module k8s.io/kubernetes v$K8S_V could not be fetched: see 'go env GOPROXY'"
  cp "$source/go.sum" "$dir/go.sum"
  chmod u+w "$dir/go.sum"
  sed -E "s#^module .*#module testcluster/k8s#; s#=> \./staging/src/(.*)#=> \1 v0.${K8S_V#1.}#" \
    "$source/go.mod" >"$dir/go.mod.tmp"
  (cd "$dir" && mv go.mod.tmp go.mod && go mod edit -require="k8s.io/kubernetes@v$K8S_V")
}

# The main package of etcd is in a module with replace directives; its library entry point is not.
etcd_module() {
  plain_module "etcd-$ETCD_V" "go.etcd.io/etcd/server/v3 v$ETCD_V"
  cat >"$CACHE/mod/etcd-$ETCD_V/main.go" <<'GO'
package main

import (
	"os"

	"go.etcd.io/etcd/server/v3/etcdmain"
)

func main() { etcdmain.Main(os.Args) }
GO
}

# plain_module NAME-VERSION "MODULE VERSION"
plain_module() {
  local dir=$CACHE/mod/$1
  [ ! -f "$dir/go.mod" ] || return 0
  mkdir -p "$dir"
  printf 'module testcluster/%s\n\ngo 1.26.0\n\nrequire %s\n' "${1%%-*}" "$2" >"$dir/go.mod"
}
