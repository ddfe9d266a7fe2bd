#!/bin/sh
# PostgreSQL and Chromium for the tests, from Debian's own archive: only what is missing, only as root. Where that cannot
# be done nothing fails here; the tests that need them say what is missing, and `make test-core` goes without.
set -u

missing=""
command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 ||
    command -v google-chrome >/dev/null 2>&1 || missing="$missing chromium"

[ -n "$missing" ] || exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "not installed, and not to be installed from here:$missing" >&2
    exit 0
fi

log=$(mktemp)
export DEBIAN_FRONTEND=noninteractive
echo "installing:$missing" >&2
# A server that the package would make and keep running is not wanted: the tests start one of their own.
unwanted=/etc/postgresql-common/createcluster.d/orgsim-tests.conf
mkdir -p "$(dirname "$unwanted")"
echo "create_main_cluster = false" >"$unwanted"
# shellcheck disable=SC2086 - the names are words
{ apt-get install -y --no-install-recommends $missing ||
    { apt-get update && apt-get install -y --no-install-recommends $missing; }; } >"$log" 2>&1 ||
    { echo "could not be installed:$missing" >&2; tail -n 5 "$log" >&2; }
rm -f "$log" "$unwanted"
