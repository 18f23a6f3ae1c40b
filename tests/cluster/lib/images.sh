# Container images without a registry and without a daemon. Sourced by cluster.sh.
# shellcheck shell=bash

# mkimage OUT TAG[,TAG...] ROOTDIR [ENTRYPOINT-JSON [USER]]: a docker-archive with one layer, the same bytes for the
# same folder.
mkimage() {
  local out=$1 tag=$2 root=$3 entrypoint=${4:-null} user=${5:-} work digest
  work=$(mktemp -d)
  tar -C "$root" --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 -cf "$work/layer.tar" .
  digest=$(sha256sum <"$work/layer.tar" | cut -d' ' -f1)
  printf '{"architecture":"%s","os":"linux","config":{"Env":["PATH=/bin"],"Entrypoint":%s,"User":"%s"},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' \
    "$(architecture)" "$entrypoint" "$user" "$digest" >"$work/config.json"
  printf '[{"Config":"config.json","RepoTags":["%s"],"Layers":["layer.tar"]}]' "${tag//,/\",\"}" >"$work/manifest.json"
  tar -C "$work" --owner=0 --group=0 --numeric-owner --mtime=@0 -cf "$out" manifest.json config.json layer.tar
  rm -r "$work"
}

# The machine's architecture as named by container images.
architecture() {
  case $(uname -m) in
    x86_64) echo amd64 ;;
    aarch64) echo arm64 ;;
    *) uname -m ;;
  esac
}

# image FILE...: running nodes import it now; nodes that start later import the files in images/.
image() {
  local socket file
  [ $# -gt 0 ] || die "name the image files to load, for example: cluster.sh image build/images/controller.tar"
  mkdir -p "$STATE/images"
  cp -t "$STATE/images" "$@"
  for socket in "$STATE"/node*/ctd.sock; do
    [ -S "$socket" ] || continue
    for file in "$@"; do
      "$(program ctr)" -a "$socket" -n k8s.io images import "$file" >/dev/null
    done
  done
}

# The same files serve as the sandbox image and as the shell of test pods: test.local/busybox:1, and busybox:1.36 as the
# examples call it.
busybox_images() {
  local root=$STATE/busybox applet
  [ ! -f "$STATE/images/pause.tar" ] || return 0
  command -v busybox >/dev/null || die "busybox is needed for a node's images: apt-get install busybox-static"
  mkdir -p "$STATE/images" "$root"/{bin,tmp,etc}
  chmod 1777 "$root/tmp"
  cp "$(command -v busybox)" "$root/bin/busybox"
  for applet in $("$root/bin/busybox" --list); do
    [ "$applet" = busybox ] || ln -sf busybox "$root/bin/$applet"
  done
  mkimage "$STATE/images/busybox.tar" test.local/busybox:1,docker.io/library/busybox:1.36 "$root"
  mkimage "$STATE/images/pause.tar" test.local/pause:1 "$root" '["/bin/sleep","2147483647"]'
  rm -r "$root"
}
