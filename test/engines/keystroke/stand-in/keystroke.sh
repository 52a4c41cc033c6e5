#!/bin/sh
# A stand-in for the Keystroke command line. Its commands and the fields of its answers are those of the
# public documentation; their exact form is not known, so it is invented here. Each call adds a line to
# STANDIN_LOG; STANDIN_STATE holds the runs it canceled. STANDIN_MODE makes it behave badly. It is a script of
# the shell because a list is four calls, and JavaScript takes ten times as long to start.

answers=${0%/*}/answers

if [ -n "$STANDIN_LOG" ]; then
  ours=
  case $(export -p) in
    *' RUNLENS_'*) ours=$(env | sed -n 's/^\(RUNLENS_[A-Z_]*\)=.*/\1/p' | tr '\n' ' ') ;;
  esac
  between=$(printf '\037')
  line=$$$between$ours
  for arg; do line=$line$between$arg; done
  printf '%s\n' "$line" >> "$STANDIN_LOG"
fi

# A file of the answers, in which a run that was canceled says so.
print() {
  [ "$STANDIN_MODE" = noise ] && echo 'A new version is available'
  if [ -s "$STANDIN_STATE" ]; then
    sed "$(sed 's/.*/\/"id": "&"\/{n;s\/"status": "[^"]*"\/"status": "cancelled"\/;}/' "$STANDIN_STATE")" "$1"
  else
    cat "$1"
  fi
}

fail() {
  printf '%s\n' "$1" >&2
  exit "${2:-1}"
}

get() {
  [ -f "$answers/$1.json" ] || fail "Error: run $1 not found"
  print "$answers/$1.json"
}

cancel() {
  [ -f "$answers/$1.json" ] || fail "Error: run $1 not found"
  status=$(sed -n 's/.*"status": "\([^"]*\)".*/\1/p;/"status"/q' "$answers/$1.json")
  case $status in
    running | queued) ;;
    *) fail "Error: a $status run cannot be canceled" ;;
  esac
  [ -z "$STANDIN_STATE" ] || echo "$1" >> "$STANDIN_STATE"
  printf '{ "ok": true, "run": { "id": "%s", "status": "cancelled" } }\n' "$1"
}

answer() {
  case "$1 $2 $3" in
    'workflows list '*) print "$answers/workflows.json" ;;
    'workflows runs list')
      if [ -f "$answers/runs-of-$4.json" ]; then print "$answers/runs-of-$4.json"; else echo '{ "runs": [] }'; fi
      ;;
    'workflows runs get') get "$5" ;;
    'workflows runs cancel') cancel "$4" ;;
    'workflows run '*)
      [ -f "$answers/runs-of-$3.json" ] || fail "Error: unknown workflow $3"
      echo '{ "run": { "id": "run_started", "status": "queued" } }'
      ;;
    'history list '*) print "$answers/history.json" ;;
    'history get '*) get "$3" ;;
    'agents sessions get') get "$5" ;;
    *) fail "Error: unknown command $*" ;;
  esac
}

case $STANDIN_MODE in
  login)
    printf '\033[31mError:\033[0m not logged in, token=sk_live_1234567890abcdef\n' >&2
    fail '    at login (cli.js:1:1)'
    ;;
  missing-part) fail 'node-helper: not found' 127 ;;
  null) echo null ;;
  empty) ;;
  silent) exit 1 ;;
  prose) echo 'You have 3 workflows.' ;;
  hang) exec sleep 600 ;;
  stubborn)
    trap '' TERM
    exec sleep 600
    ;;
  offline)
    [ "$1" = history ] && fail 'Error: the cloud did not answer'
    answer "$@"
    ;;
  *) answer "$@" ;;
esac
