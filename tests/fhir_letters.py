"""Letters of a folder out to FHIR, judged, and back.

    python -m tests.fhir_letters FOLDER [COUNT]

FOLDER holds letters (`labsvar population` writes such a folder; MedCom's examples are another); COUNT bounds how
many are taken. Prints how many went out, with how many errors under our own rules, and how many came back equal but
for the listed losses.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from labsvar import formats
from labsvar.checks import fhir as checks
from labsvar.conversion import CannotConvert, message_of
from labsvar.conversion.difference import differences, unlisted
from labsvar.conversion.fhir import TARGETS, Target, bundle_of, one_by_one, to_letter
from labsvar.formats import fhir
from labsvar.formats.fhir.resources import Bundle
from labsvar.letters.catalogue import Emessage, version_of

GIVEN = {"report-status": "komplet_svar"}


def main(folder: Path, most: int) -> Counter[str]:
    """What happened, counted by letter version and target."""
    counted: Counter[str] = Counter()
    for number, message in enumerate(_messages(folder)):
        if number >= most:
            break
        for target in TARGETS:
            for said in _judged(message, target):
                counted[f"{version_of(message.letters[0]).code} {target}: {said}"] += 1
    return counted


def _messages(folder: Path) -> Iterator[Emessage]:
    for path in sorted(each for each in folder.rglob("*") if each.suffix in (".xml", ".edi")):
        read = formats.read(path.read_bytes())
        for each in one_by_one(read) if message_of(read) else ():
            message = message_of(each)
            if message is not None:
                yield message


def _judged(message: Emessage, target: Target) -> Iterator[str]:
    try:
        made = bundle_of(message, to=target, given=GIVEN, accept_losses=True)
    except CannotConvert as refused:
        yield f"refused ({refused.refusals[0].kind})"
        return
    yield "out"
    errors = {each.rule for each in checks.check(made.data).findings if each.severity == "error"}
    yield from (f"error {rule}" for rule in errors)
    bundle = fhir.read(made.data).resource
    assert isinstance(bundle, Bundle)
    version = version_of(message.letters[0])
    back = to_letter(bundle, to=version.code, accept_losses=True).message
    path = f"/Emessage/{version.root_name}"
    found = differences(message.letters[0], back.letters[0], source=version, target=version, path=path)
    lost = [each.path for each in made.changes if each.kind == "lost"]
    yield "back with a difference nobody listed" if unlisted(found, lost) else "back"
    yield "back without any loss" if back.letters == message.letters else "back with listed losses"


if __name__ == "__main__":
    most = int(sys.argv[2]) if len(sys.argv) > 2 else sys.maxsize
    for line, count in sorted(main(Path(sys.argv[1]), most).items()):
        print(f"{count:6} {line}")
