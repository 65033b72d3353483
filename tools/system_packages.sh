#!/usr/bin/env bash
# Installs what the tests need beside Python packages: Chromium, for the tests of the pages.
# Where it may not be installed those tests are skipped; under CI that is an error.
set -euo pipefail
cd "$(dirname "$0")/.."

for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null; then
        exit 0
    fi
done
if ! tools/apt_install.sh chromium fonts-dejavu-core; then
    if [[ ${CI:-} == true ]]; then
        echo "Chromium is missing, and under CI no test may be skipped." >&2
        exit 1
    fi
    echo "Chromium is missing: the tests of the pages will be skipped." >&2
fi
