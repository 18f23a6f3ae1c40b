#!/bin/bash
set -euo pipefail
export DAY=$(date +%F) MODE="full"
cd /srv || exit 1
load() { for f in *.csv; do echo "${f%.csv}" <<< "$f"; done }
load "$DAY" && rc=$? || { echo failed >&2; exit 3; }
if [[ -f a ]]; then cat <<'END' | sort
text $(not run)
END
fi
case $MODE in full) make -j2 & ;; *) : ;; esac
wait $!
