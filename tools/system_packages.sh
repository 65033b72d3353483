#!/usr/bin/env bash
# Installs what the tests need beside Python packages: Chromium and a font for the tests of the pages,
# and a library that the driver of Playwright is linked to. Where they may not be installed those tests
# are skipped; under CI that is an error.
set -euo pipefail
cd "$(dirname "$0")/.."

has_browser() {
    local name
    for name in chromium chromium-browser google-chrome; do
        command -v "$name" >/dev/null && return
    done
    return 1
}

missing=()
has_browser || missing+=(chromium)
# Pages are measured in Chromium's own default font, so that they measure the same everywhere.
if [[ ${CI:-} == true || ${#missing[@]} -gt 0 ]] && ! compgen -G "/usr/share/fonts/*/liberation*" >/dev/null; then
    missing+=(fonts-liberation)
fi
PATH="$PATH:/sbin" ldconfig -p 2>/dev/null | grep -q 'libatomic\.so\.1' || missing+=(libatomic1)
if [[ ${#missing[@]} -eq 0 ]]; then
    exit 0
fi
if ! tools/apt_install.sh "${missing[@]}"; then
    if [[ ${CI:-} == true ]]; then
        echo "Missing: ${missing[*]}. Under CI no test may be skipped." >&2
        exit 1
    fi
    echo "Missing: ${missing[*]}. The tests of the pages will be skipped." >&2
fi
