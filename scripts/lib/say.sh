# Words for the person at the terminal. Sourced by every script here.
export SWIFT_BACKTRACE=enable=no   # a crash must end the program, not hang in a backtrace
say() { printf '== %s\n' "$*"; }
fail() { printf '\n!! %s\n' "$*" >&2; exit 1; }
