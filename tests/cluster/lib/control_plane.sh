# etcd, API server, controller manager and scheduler. Sourced by cluster.sh.
# shellcheck shell=bash

k() { "$(program kubectl)" --kubeconfig "$STATE/admin.conf" "$@"; }

# up: starts a complete control plane.
up() {
  build all >&2
  prepare nodes
  start_api
  start_controllers
  # Until the controller manager has created it, every pod is rejected: 'serviceaccount "default" not found'.
  await kube-controller-manager 60 'the default ServiceAccount' \
    k -n default get serviceaccount/default configmap/kube-root-ca.crt
}

# up_api: starts only the API server. Without a controller manager there are no ServiceAccounts, so none are required.
up_api() {
  build api >&2
  prepare api
  start_api --disable-admission-plugins=ServiceAccount
  await kube-apiserver 60 'the default namespace' k get namespace/default
}

# prepare nodes|api: addresses and certificates.
prepare() {
  mkdir -p "$STATE"/{pki,log,pid}
  # Requests to the cluster must never use a proxy.
  export NO_PROXY='*' no_proxy='*'
  claim "$1"
  . "$STATE/net"
  certificate_authority
  cert apiserver /CN=kube-apiserver "subjectAltName=IP:$API,IP:$SVC.1,IP:127.0.0.1,DNS:localhost,DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,DNS:kubernetes.default.svc.cluster.local"
  cert admin /O=system:masters/CN=admin extendedKeyUsage=clientAuth
  kubeconfig admin.conf admin
}

certificate_authority() {
  local pki=$STATE/pki
  [ ! -f "$pki/ca.crt" ] || return 0
  openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$pki/sa.key" 2>/dev/null
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN=test-ca \
    -keyout "$pki/ca.key" -out "$pki/ca.crt" 2>/dev/null
}

# cert NAME SUBJECT EXTENSIONS
cert() {
  local path=$STATE/pki/$1
  [ ! -f "$path.crt" ] || return 0
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$path.key" -subj "$2" 2>/dev/null |
    openssl x509 -req -CA "$STATE/pki/ca.crt" -CAkey "$STATE/pki/ca.key" -set_serial "0x$(openssl rand -hex 8)" \
      -days 30 -extfile <(echo "$3") -out "$path.crt" 2>/dev/null
}

# kubeconfig FILE CERT
kubeconfig() {
  cat >"$STATE/$1" <<Y
{apiVersion: v1, kind: Config, current-context: c, contexts: [{name: c, context: {cluster: c, user: u}}],
 clusters: [{name: c, cluster: {server: "https://$API:$PORT", certificate-authority: "$STATE/pki/ca.crt"}}],
 users: [{name: u, user: {client-certificate: "$STATE/pki/$2.crt", client-key: "$STATE/pki/$2.key"}}]}
Y
}

# start_api [API server flags...]
start_api() {
  local pki=$STATE/pki
  alive etcd || start etcd "$(program etcd)" --data-dir "$STATE/etcd" --unsafe-no-fsync --log-level error \
    --listen-client-urls "http://$LO:2379" --advertise-client-urls "http://$LO:2379" \
    --listen-peer-urls "http://$LO:2380" --initial-advertise-peer-urls "http://$LO:2380" \
    --initial-cluster "default=http://$LO:2380"
  # shellcheck disable=SC2086  # the extra flags are several words
  alive kube-apiserver || start kube-apiserver "$(program kube-apiserver)" --etcd-servers "http://$LO:2379" \
    --bind-address "$API" --secure-port "$PORT" --advertise-address "$ADVERTISE" \
    --endpoint-reconciler-type "$RECONCILER" --service-cluster-ip-range "$SVC.0/24" \
    --authorization-mode Node,RBAC --allow-privileged --enable-aggregator-routing \
    --cert-dir "$pki" --tls-cert-file "$pki/apiserver.crt" --tls-private-key-file "$pki/apiserver.key" \
    --client-ca-file "$pki/ca.crt" --service-account-issuer https://kubernetes.default.svc \
    --service-account-key-file "$pki/sa.key" --service-account-signing-key-file "$pki/sa.key" \
    --kubelet-client-certificate "$pki/admin.crt" --kubelet-client-key "$pki/admin.key" \
    --kubelet-certificate-authority "$pki/ca.crt" --kubelet-preferred-address-types InternalIP \
    "$@" ${APISERVER_FLAGS:-}
  await kube-apiserver 60 'a ready API server' curl -sf --cacert "$pki/ca.crt" "https://$API:$PORT/readyz"
}

start_controllers() {
  # A node counts as lost after 12 s, not 50: see its lease in nodes.sh.
  # shellcheck disable=SC2086
  alive kube-controller-manager || start kube-controller-manager "$(program kube-controller-manager)" \
    --kubeconfig "$STATE/admin.conf" --leader-elect=false --bind-address "$LO" --cert-dir "$STATE/pki" \
    --root-ca-file "$STATE/pki/ca.crt" --service-account-private-key-file "$STATE/pki/sa.key" \
    --node-monitor-grace-period 12s --node-monitor-period 1s \
    --kube-api-qps 500 --kube-api-burst 1000 ${KCM_FLAGS:-}
  # shellcheck disable=SC2086
  alive kube-scheduler || start kube-scheduler "$(program kube-scheduler)" --kubeconfig "$STATE/admin.conf" \
    --leader-elect=false --bind-address "$LO" --cert-dir "$STATE/pki" \
    --kube-api-qps 500 --kube-api-burst 1000 ${SCHEDULER_FLAGS:-}
}

# down: stops all processes and removes everything except the logs.
down() {
  local file
  for file in "$STATE"/pid/node* "$STATE"/pid/*; do
    [ ! -f "$file" ] || stop "$(basename "$file")"
  done
  clean
}

# clean: removes what a cluster leaves behind after its processes have ended.
clean() {
  [ -f "$STATE/net" ] || return 0
  . "$STATE/net"
  ip link del "$BR" 2>/dev/null || true
  find /sys/fs/cgroup -depth -type d -path "*/tc$N-node*" -exec rmdir {} + 2>/dev/null || true
  rm -rf "$STATE"/{pki,etcd,pid,net,images,node[1-9]} "$STATE"/*.conf "$CLAIM"
}
