#!/usr/bin/env bash
# Installs Debian packages where it may: as root, or with sudo that asks for no password.
# Ends with 3, and says so, where it may not.
set -euo pipefail

sudo=()
if [[ $(id -u) -ne 0 ]]; then
    if ! sudo -n true 2>/dev/null; then
        echo "May not install: $* (neither root nor sudo without a password)." >&2
        exit 3
    fi
    sudo=(sudo -n)
fi
if ! command -v apt-get >/dev/null; then
    echo "May not install: $* (no apt-get on this system)." >&2
    exit 3
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt() {
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@" >>"$log" 2>&1 </dev/null
}

echo "Installing Debian packages: $*" >&2
if ! { apt update && apt install --yes --no-install-recommends "$@"; }; then
    cat "$log" >&2
    echo "Debian's packages could not be installed: $*. Is there a network?" >&2
    exit 1
fi
