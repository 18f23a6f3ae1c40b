# Assigns a number and thereby addresses to every cluster, so that all components keep their default ports and clusters can
# run in parallel. Sourced by cluster.sh.
#
#   127.77.n.1          etcd, controller manager, scheduler; the API server of a cluster without nodes
#   10.(200+n).0.1/16   bridge tcn; node k is 10.(200+n).0.(10+k), its pods are 10.(200+n).k.x
#   10.96.n.0/24        Services; the API server of a cluster with nodes listens on its own Service address 10.96.n.1,
#                       so that pods need neither kube-proxy nor NAT to reach it
# shellcheck shell=bash

CLAIMS=${TMPDIR:-/tmp}/executioner-clusters

# claim nodes|api: writes $STATE/net once.
claim() {
  [ ! -f "$STATE/net" ] || return 0
  local n file
  mkdir -m 1777 "$CLAIMS" 2>/dev/null || true # shared by all users
  sweep
  for n in $(seq 1 50); do
    file=$CLAIMS/$n
    (set -C && echo "$STATE" >"$file") 2>/dev/null || continue # noclobber makes the claim atomic
    addresses "$1" "$n" "$file" >"$STATE/net.tmp"
    mv "$STATE/net.tmp" "$STATE/net"
    return 0
  done
  die "all 50 cluster numbers are in use; remove unused ones from $CLAIMS"
}

# Removes what killed runs left behind.
sweep() {
  local file owner
  for file in "$CLAIMS"/*; do
    [ -f "$file" ] || continue
    read -r owner <"$file" || continue
    if [ ! -d "$owner" ]; then
      rm -f "$file" 2>/dev/null || true
    elif abandoned "$owner"; then
      (STATE=$owner && clean && rm -rf "$owner") || true
    fi
  done
}

# abandoned STATE: true if the in-cluster.sh that created it has ended without removing it. Process IDs are valid only in
# their own PID namespace.
abandoned() {
  local pid since namespace
  read -r pid since namespace 2>/dev/null <"$1/owner" || return 1
  [ "$namespace" = "$(readlink /proc/self/ns/pid)" ] && [ "$(stamp "$pid")" != "$since" ]
}

# addresses nodes|api N CLAIM
addresses() {
  local n=$2
  echo "N=$n CLAIM=$3 LO=127.77.$n.1 BR=tc$n POD=10.$((200 + n)) SVC=10.96.$n ADVERTISE=10.96.$n.1"
  # The bridge has a fixed address. Otherwise it uses the lowest address of its ports; if a pod then changes that address,
  # all others send to the old one until their ARP entries expire.
  if [ "$1" = nodes ] && ip link add "tc$n" address "$(printf '02:00:00:00:%02x:01' "$n")" type bridge 2>/dev/null; then
    ip addr add "10.$((200 + n)).0.1/16" dev "tc$n"
    ip addr add "10.96.$n.1/32" dev "tc$n"
    ip link set "tc$n" up
    echo "API=10.96.$n.1 PORT=443 RECONCILER=lease"
  else
    echo "API=127.77.$n.1 PORT=6443 RECONCILER=none"
  fi
}
