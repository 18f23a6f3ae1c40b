# Nodes: containerd and kubelet in a PID and mount namespace of their own. Sourced by cluster.sh.
# shellcheck shell=bash

# node [nodeN]
node() {
  local name=${1:-node1} number
  number=${name#node}
  [[ $number =~ ^[1-9]$ ]] || die "nodes are called node1 to node9, not '$name'"
  alive kube-scheduler || up
  . "$STATE/net"
  [ "$PORT" = 443 ] || die "nodes need root, and a cluster made by 'up' as root: the bridge could not be made"
  need_node_programs
  local dir=$STATE/$name address=$POD.0.$((10 + number)) cgroup=tc$N-$name
  [ ${#dir} -le 90 ] || die "the path $STATE is too long for unix sockets: choose a CLUSTER_STATE below 80 characters"
  export NO_PROXY='*' no_proxy='*'
  alive "$name" || start_node
  await "$name" 60 "a healthy kubelet of $name" curl -sf "http://$address:10248/healthz" # a returning node may still look Ready
  await "$name" 60 "the Node object $name" k get node "$name"
  k wait --for=condition=Ready "node/$name" --timeout=60s >/dev/null ||
    die "$name did not become Ready; the logs are in $STATE/log"
}

need_node_programs() {
  if ! command -v runc >/dev/null || [ ! -x /usr/lib/cni/bridge ]; then
    die "a node requires runc and the CNI plugins: run cmake/install-dependencies.sh, or apt-get install runc containernetworking-plugins"
  fi
}

# Reads name, number, dir, address and cgroup of its caller.
start_node() {
  mkdir -p "$dir/cni"
  ip addr replace "$address/32" dev "$BR"
  cert "$name" "/O=system:nodes/CN=system:node:$name" "subjectAltName=IP:$address,DNS:$name"
  kubeconfig "$name.conf" "$name"
  node_cgroups
  busybox_images
  containerd_config
  cni_config
  kubelet_config
  # Killing the parent also ends shims, containers, mounts and pod networks.
  export BIN STATE name dir address KUBELET_FLAGS=${KUBELET_FLAGS:-}
  start "$name" unshare --pid --mount --fork --kill-child=KILL --mount-proc bash "$HERE/lib/node_main.sh"
}

# Every kubelet needs its own group, because it removes unknown pod groups.
node_cgroups() {
  local hierarchy
  for hierarchy in /sys/fs/cgroup/cgroup.controllers /sys/fs/cgroup/*/tasks; do
    [ ! -e "$hierarchy" ] || mkdir -p "$(dirname "$hierarchy")/$cgroup"
  done
}

# With cgroup v2, the children of a group have only the controllers that the group delegates. In a container, the top group
# contains processes and cannot delegate controllers until they have moved into another group.
enable_cgroups() {
  local top=/sys/fs/cgroup
  [ -f "$top/cgroup.controllers" ] || return 0
  hand_on_controllers 2>/dev/null && return 0
  mkdir -p "$top/init"
  xargs -rn1 <"$top/cgroup.procs" >"$top/init/cgroup.procs" 2>/dev/null || true
  hand_on_controllers || die "the control groups of this machine cannot be delegated: see $top/cgroup.subtree_control"
}

hand_on_controllers() { sed 's/[^ ]*/+&/g' /sys/fs/cgroup/cgroup.controllers >/sys/fs/cgroup/cgroup.subtree_control; }

# overlayfs does not work on overlayfs, which is the root file system of a container.
snapshotter() {
  if [ -n "${SNAPSHOTTER:-}" ]; then
    echo "$SNAPSHOTTER"
  elif [ "$(stat -f -c %T "$STATE")" = overlayfs ]; then
    echo native
  else
    echo overlayfs
  fi
}

containerd_config() {
  cat >"$dir/containerd.toml" <<T
version = 3
root = "$dir/ctd"
state = "$dir/run"
grpc = {address = "$dir/ctd.sock"}
[plugins.'io.containerd.cri.v1.images']
  snapshotter = "$(snapshotter)"
  pinned_images = {sandbox = "test.local/pause:1"}
[plugins.'io.containerd.cri.v1.runtime']
  restrict_oom_score_adj = true
  netns_mounts_under_state_dir = true
  cni = {bin_dirs = ["/usr/lib/cni"], conf_dir = "$dir/cni"}
T
}

cni_config() {
  cat >"$dir/cni/10.conflist" <<T
{"cniVersion": "1.0.0", "name": "$BR-$name", "plugins": [{"type": "bridge", "bridge": "$BR", "ipam": {"type": "host-local",
 "dataDir": "$dir/ipam", "ranges": [[{"subnet": "$POD.0.0/16", "rangeStart": "$POD.$number.1", "rangeEnd": "$POD.$number.254", "gateway": "$POD.0.1"}]],
 "routes": [{"dst": "0.0.0.0/0"}]}}]}
T
}

kubelet_config() {
  cat >"$dir/kubelet.yaml" <<T
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
containerRuntimeEndpoint: unix://$dir/ctd.sock
address: $address
healthzBindAddress: $address
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: $STATE/pki/ca.crt}}
authorization: {mode: Webhook}
tlsCertFile: $STATE/pki/$name.crt
tlsPrivateKeyFile: $STATE/pki/$name.key
cgroupDriver: cgroupfs
cgroupRoot: /$cgroup
failCgroupV1: false
failSwapOn: false
oomScoreAdj: 0
makeIPTablesUtilChains: false
podLogsDir: $dir/podlogs
volumePluginDir: $dir/plugins
clusterDNS: ["$POD.0.1"]
resolvConf: ""
nodeLeaseDurationSeconds: 8 # renewed every 2 s
imageGCHighThresholdPercent: 100
evictionHard: {memory.available: 50Mi, nodefs.available: 1%, imagefs.available: 1%}
T
}

# node_down nodeN: simulates a power failure.
node_down() {
  stop "$1"
  rm -rf "$STATE/$1/run" "$STATE/$1"/ctd.sock*
}
