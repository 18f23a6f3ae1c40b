#!/usr/bin/env bash
# Makes the two container images as docker-archives without Docker: the same files as the Dockerfile's two targets.
#
#   make-images.sh OUTDIR [BUILD_DIR]   writes OUTDIR/controller.tar and OUTDIR/runner.tar; BUILD_DIR defaults to build
#   make-images.sh --load FILE...       load images into every node of the cluster in CLUSTER_STATE
#   make-images.sh --roots DIR [BUILD_DIR]   only the two folders DIR/controller and DIR/runner (the Dockerfile uses this)
#
#   controller.tar   test.local/executioner:dev          /bin/executioner, its libraries, CA certificates; user 65532
#   runner.tar       test.local/executioner-runner:dev   /runner and nothing else
#
# Both also have the name that controller and chart use by default, so that a cluster into which they were loaded needs no
# registry and no flags.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ROOT=$(cd "$HERE/../.." && pwd)

fail() {
  echo "make-images.sh: $*" >&2
  exit 1
}

need_binary() { [ -x "$1" ] || fail "$1 does not exist: run 'make build' first"; }

# controller_root DIR BUILD_DIR
controller_root() {
  local dir=$1 binary=$2/bin/executioner library
  need_binary "$binary"
  mkdir -p "$dir"/{bin,etc/ssl/certs,usr/lib/ssl,tmp}
  chmod 1777 "$dir/tmp"
  strip -o "$dir/bin/executioner" "$binary"
  ldd "$binary" | grep -o '/[^ ]*' | while read -r library; do
    cp -L --parents "$library" "$dir/"
  done
  if [ -f /etc/ssl/certs/ca-certificates.crt ]; then
    cp /etc/ssl/certs/ca-certificates.crt "$dir/etc/ssl/certs/"
  fi
  # OpenSSL looks for its defaults here.
  ln -s /etc/ssl/certs/ca-certificates.crt "$dir/usr/lib/ssl/cert.pem"
  ln -s /etc/ssl/certs "$dir/usr/lib/ssl/certs"
  printf 'root:x:0:0:root:/:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/tmp:/sbin/nologin\n' >"$dir/etc/passwd"
  printf 'root:x:0:\nnonroot:x:65532:\n' >"$dir/etc/group"
  echo 'hosts: files dns' >"$dir/etc/nsswitch.conf"
}

# runner_root DIR BUILD_DIR
runner_root() {
  local binary=$2/bin/executioner-runner libraries
  need_binary "$binary"
  libraries=$(ldd "$binary" 2>/dev/null || true)
  [[ $libraries != */* ]] || fail "$binary is not linked statically: an image made from scratch cannot run it"
  mkdir -p "$1"
  strip -o "$1/runner" "$binary"
}

roots() {
  rm -rf "$1/controller" "$1/runner"
  controller_root "$1/controller" "$2"
  runner_root "$1/runner" "$2"
}

# names NAME: the tags of one image.
names() {
  local version
  version=$(sed -n 's/^project(.*VERSION \([0-9.]*\).*/\1/p' "$ROOT/CMakeLists.txt")
  echo "test.local/$1:dev,ghcr.io/executioner/$1:$version"
}

images() {
  local out=$1 build=$2 work
  work=$(mktemp -d)
  # shellcheck disable=SC2064  # the folder of now
  trap "rm -rf '$work'" EXIT
  roots "$work" "$build"
  mkdir -p "$out"
  "$HERE/cluster.sh" mkimage "$out/controller.tar" "$(names executioner)" "$work/controller" \
    '["/bin/executioner"]' 65532:65532
  "$HERE/cluster.sh" mkimage "$out/runner.tar" "$(names executioner-runner)" "$work/runner" '["/runner"]' 65532:65532
  du -k --apparent-size "$out/controller.tar" "$out/runner.tar" | awk '{print $2 "  " $1 " KiB"}'
}

case ${1:-} in
  --load) shift && "$HERE/cluster.sh" image "$@" ;;
  --roots) roots "${2:?Name the folder to write to}" "$(realpath "${3:-$ROOT/build}")" ;;
  '' | -*)
    sed -n '2,/^set -/{/^#/s/^# \{0,1\}//p}' "$0"
    exit 2
    ;;
  *) images "$1" "$(realpath "${2:-$ROOT/build}")" ;;
esac
