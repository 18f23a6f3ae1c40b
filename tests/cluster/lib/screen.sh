# Prints one line per step, checked off when the next begins; colours only on a terminal. Sourced by demo.sh.
# shellcheck shell=bash

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
  BOLD=$'\e[1m' DIM=$'\e[2m' GREEN=$'\e[32m' RED=$'\e[31m' YELLOW=$'\e[33m' BLUE=$'\e[34m' PLAIN=$'\e[0m'
else
  BOLD='' DIM='' GREEN='' RED='' YELLOW='' BLUE='' PLAIN=''
fi
# Passed to the part of the demo that runs inside the cluster's namespaces.
export SAID=${SAID:-} SAID_AT=${SAID_AT:-0}

# say TEXT: begins a step.
say() {
  say_done
  SAID=$1 SAID_AT=$EPOCHSECONDS
  [ ! -t 1 ] || printf '%s…%s %s' "$BLUE" "$PLAIN" "$1"
}

say_done() {
  local took=$((EPOCHSECONDS - SAID_AT))
  [ -n "$SAID" ] || return 0
  [ ! -t 1 ] || printf '\r\e[K'
  if [ "$took" -gt 0 ]; then took=" $DIM($took s)$PLAIN"; else took=''; fi
  printf '%s✓%s %s%s\n' "$GREEN" "$PLAIN" "$SAID" "$took"
  SAID=''
}

say_failed() {
  [ -n "$SAID" ] || return 0
  [ ! -t 1 ] || printf '\r\e[K'
  printf '%s✗%s %s\n' "$RED" "$PLAIN" "$SAID"
  SAID=''
}

title() { printf '\n%s%s%s\n' "$BOLD" "$1" "$PLAIN"; }

# phase_colour PHASE
phase_colour() {
  case $1 in
    Succeeded) printf '%s' "$GREEN" ;;
    Failed | Blocked | Cancelled) printf '%s' "$RED" ;;
    Running | Retrying) printf '%s' "$YELLOW" ;;
    *) printf '%s' "$DIM" ;;
  esac
}

# phase_sign PHASE
phase_sign() {
  case $1 in
    Succeeded) printf '✓' ;;
    Failed | Blocked | Cancelled) printf '✗' ;;
    Running) printf '▶' ;;
    Retrying) printf '↻' ;;
    Skipped) printf '-' ;;
    *) printf '·' ;;
  esac
}
