#!/usr/bin/env bash
# Makes the virtual environment with Python 3.11, or the next newer one found.
set -euo pipefail
cd "$(dirname "$0")/.."
venv=$1

find_python() {
    local name
    for name in python3.11 python3.12 python3.13 python3.14 python3; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    echo "Labsvar needs Python 3.11 or newer (on Debian: apt install python3)." >&2
    return 1
}

python=$(find_python)
echo "Making $venv with $("$python" --version)" >&2
if ! "$python" -c 'import ensurepip' 2>/dev/null; then
    # Debian keeps the part of Python that makes environments in a package of its own.
    package=$("$python" -c 'import sys; print(f"python3.{sys.version_info.minor}-venv")')
    if ! tools/apt_install.sh "$package"; then
        echo "Please install it (apt install $package) and run make again." >&2
        exit 1
    fi
fi
rm -rf "$venv"
"$python" -m venv "$venv"
