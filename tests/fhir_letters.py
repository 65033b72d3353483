"""Letters of a folder out to FHIR, judged, and back.

    python -m tests.fhir_letters FOLDER [COUNT]

FOLDER holds letters (`labsvar population` writes such a folder; MedCom's examples are another); COUNT bounds how
many are taken. Prints how many went out, with how many errors under our own rules, and how many came back equal but
for the listed losses; of kinds without a way back, whether every word of them is told.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from labsvar import formats
from labsvar.checks import fhir as checks
from labsvar.conversion import CannotConvert, message_of
from labsvar.conversion.fhir import TARGETS, Target, bundle_of, one_by_one
from labsvar.conversion.fhir.inward import KINDS
from labsvar.letters.catalogue import Emessage, version_of
from tests.fhir_back import astray
from tests.fhir_words import untold

GIVEN = {"report-status": "komplet_svar"}
OUT = "out"
WHOLE = "back without any loss"
LISTED = "back with exactly the listed losses"
TOLD = "one way, with every word of it or listed as lost"
NOWHERE = "one way, with words of it nowhere"
WELL = (OUT, WHOLE, LISTED, TOLD)


def main(folder: Path, most: int) -> Counter[str]:
    """What happened, counted by letter version and target."""
    counted: Counter[str] = Counter()
    for number, message in enumerate(_messages(folder)):
        if number >= most:
            break
        for target in TARGETS:
            counted.update(judged(message, target))
    return counted


def _messages(folder: Path) -> Iterator[Emessage]:
    for path in sorted(each for each in folder.rglob("*") if each.suffix in (".xml", ".edi")):
        read = formats.read(path.read_bytes())
        for each in one_by_one(read) if message_of(read) else ():
            message = message_of(each)
            if message is not None:
                yield message


def judged(message: Emessage, target: Target) -> Iterator[str]:
    """What becomes of a letter, each with its version and the target in front."""
    version = version_of(message.letters[0])
    return (f"{version.code} {target}: {said}" for said in _said(message, target))


def _said(message: Emessage, target: Target) -> Iterator[str]:
    try:
        made = bundle_of(message, to=target, given=GIVEN, accept_losses=True)
    except CannotConvert as refused:
        yield f"refused ({refused.refusals[0].kind})"
        return
    yield OUT
    errors = {each.rule for each in checks.check(made.data).findings if each.severity == "error"}
    yield from (f"error {rule}" for rule in errors)
    if version_of(message.letters[0]).kind not in KINDS:
        yield NOWHERE if untold(message.letters[0], made) else TOLD
        return
    unlisted, untrue = astray(message, made)
    if unlisted or untrue:
        yield "back with a difference nobody listed, or the other way round"
        return
    lost = any(each.kind == "lost" for each in made.changes)
    yield LISTED if lost else WHOLE


if __name__ == "__main__":
    most = int(sys.argv[2]) if len(sys.argv) > 2 else sys.maxsize
    for line, count in sorted(main(Path(sys.argv[1]), most).items()):
        print(f"{count:6} {line}")
