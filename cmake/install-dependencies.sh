#!/usr/bin/env bash
# Installs those Debian packages of cmake/packages.txt that are missing. Silent when none is.
#
#   install-dependencies.sh [build|cluster|test|check]...   default: all groups
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

fail() {
  echo "install-dependencies.sh: $*" >&2
  exit 1
}

# packages GROUP: the packages of one group, one a line.
packages() {
  sed -n "/^\[$1\]$/,/^\[/p" "$HERE/packages.txt" | grep -Ev '^(\[|#|$)'
}

missing_of() {
  local package
  for package in "$@"; do
    dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || echo "$package"
  done
}

# as_root COMMAND...
as_root() {
  if [ "$EUID" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

install() {
  local log
  [ "$EUID" = 0 ] || sudo -n true 2>/dev/null ||
    fail "these packages are missing and installing them needs root: run 'sudo apt-get install $*'"
  log=$(mktemp "${TMPDIR:-/tmp}/install-dependencies.XXXXXX.log")
  echo "installing $# packages: $*"
  if as_root apt-get update >"$log" 2>&1 &&
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" >>"$log" 2>&1; then
    rm "$log"
  else
    tail -n 5 "$log" >&2
    fail "apt-get could not install $*; the whole story is in $log"
  fi
}

main() {
  local group all=() missing
  [ $# -gt 0 ] || set -- build cluster test check
  for group in "$@"; do
    mapfile -t -O "${#all[@]}" all < <(packages "$group")
  done
  [ ${#all[@]} -gt 0 ] || fail "there is no group '$*' in $HERE/packages.txt"
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    echo "install-dependencies.sh: this is not Debian, so nothing was installed; what it would have been: ${all[*]}" >&2
    return 0
  fi
  mapfile -t missing < <(missing_of "${all[@]}")
  [ ${#missing[@]} -eq 0 ] || install "${missing[@]}"
}

main "$@"
