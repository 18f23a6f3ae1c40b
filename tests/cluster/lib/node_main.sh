#!/usr/bin/env bash
# The first process of one node's namespaces: containerd, the images, the kubelet. bash stays because it reaps orphans.
# start_node exported STATE, BIN, name, dir and address.
# shellcheck disable=SC2154
set -u
mount --make-rshared /
export PATH=$BIN:$PATH
# These host paths are fixed, regardless of the root folders.
for path in /run/containerd /var/lib/cni /var/log/containers /var/lib/kubelet; do
  mkdir -p "$path"
  mount -t tmpfs tmpfs "$path"
done
containerd -c "$dir/containerd.toml" >"$STATE/log/$name-containerd.log" 2>&1 &
until ctr -a "$dir/ctd.sock" version >/dev/null 2>&1; do sleep 0.05; done
for file in "$STATE"/images/*.tar; do ctr -a "$dir/ctd.sock" -n k8s.io images import "$file"; done
# shellcheck disable=SC2086  # the extra flags are several words
kubelet --config "$dir/kubelet.yaml" --kubeconfig "$STATE/$name.conf" --root-dir "$dir/kubelet" \
  --hostname-override "$name" --node-ip "$address" $KUBELET_FLAGS >"$STATE/log/$name-kubelet.log" 2>&1 &
wait
