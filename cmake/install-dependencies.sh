#!/usr/bin/env bash
# Installs the missing Debian packages of cmake/packages.txt. Prints nothing if none is missing.
#
#   install-dependencies.sh [build|test|cluster|check]...   default: all groups
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

fail() {
  echo "install-dependencies.sh: $*" >&2
  exit 1
}

# packages GROUP: prints the packages of one group, one per line.
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
    fail "these packages are missing, and installing them requires root: run 'sudo apt-get install $*'"
  log=$(mktemp "${TMPDIR:-/tmp}/install-dependencies.XXXXXX.log")
  echo "installing $# packages: $*"
  if as_root apt-get update >"$log" 2>&1 &&
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" >>"$log" 2>&1; then
    rm "$log"
  else
    tail -n 5 "$log" >&2
    fail "apt-get could not install $*; the log is $log"
  fi
}

main() {
  local group all=() missing
  [ $# -gt 0 ] || set -- build test cluster check
  for group in "$@"; do
    mapfile -t -O "${#all[@]}" all < <(packages "$group")
  done
  [ ${#all[@]} -gt 0 ] || fail "there is no group '$*' in $HERE/packages.txt"
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    echo "install-dependencies.sh: this is not Debian, so nothing was installed; the packages are: ${all[*]}" >&2
    return 0
  fi
  mapfile -t missing < <(missing_of "${all[@]}")
  [ ${#missing[@]} -eq 0 ] || install "${missing[@]}"
}

main "$@"
