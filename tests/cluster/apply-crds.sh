#!/usr/bin/env bash
# Applies the CRDs to the cluster of $KUBECONFIG and waits until the API server serves them. Several processes may do so at
# once.
#
#   apply-crds.sh
#
# Environment:
#   KUBECTL   the kubectl to use (default: the one in PATH)
set -euo pipefail
CRDS=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/crds
KUBECTL=${KUBECTL:-kubectl}
WAIT_SECONDS=60

# Server-side: a client-side apply reads first and then creates, so one of two concurrent calls fails with AlreadyExists.
"$KUBECTL" apply --server-side -f "$CRDS"

# kubectl wait fails on a CRD so new that its status.conditions is still null ("accessor error"), so ask again.
deadline=$((SECONDS + WAIT_SECONDS))
until problem=$("$KUBECTL" wait --for=condition=Established --timeout="${WAIT_SECONDS}s" -f "$CRDS" 2>&1); do
  if ((SECONDS >= deadline)); then
    echo "apply-crds.sh: the API server does not serve the CRDs after $WAIT_SECONDS s: $problem" >&2
    exit 1
  fi
done
