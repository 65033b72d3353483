"""Pages of the letters: one for each version with its elements, one with the code lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from labsvar.letters.catalogue import RELEASES, VERSIONS
from labsvar.letters.version import LetterVersion
from labsvar.reference.letter_page import version_page, what_it_is
from labsvar.reference.markdown import bullets, code, codes, page, table
from labsvar.reference.places import places_of, table_of

_GROUPS = {"XRPT": "Reports", "XREQ": "Requisitions", "XCTL": "Receipts"}

Written = Mapping[str, Mapping[str, Mapping[str, list[str]]]]
"""By list, code and EDIFACT code: the EDIFACT versions that write it so."""


def pages() -> Iterator[tuple[str, str]]:
    """The pages of this module: name and text."""
    yield "letters/index.md", _index()
    for version in VERSIONS:
        yield f"letters/{version.code}.md", version_page(version)
    yield "letters/code-lists.md", _code_lists()


def _index() -> str:
    return page(
        "Letters",
        "Every letter Labsvar reads, checks, writes, shows and converts. Each page is made from the one "
        "declaration in `labsvar.letters` that reader, writer and XML schema are made from, and from the table "
        "of segments that the EDIFACT form is read and written by.",
        *(f"## {title}\n\n{_table(prefix)}" for prefix, title in _GROUPS.items()),
        "The values that coded elements may have stand in the [code lists](code-lists.md); what is done with "
        "each version, and how many tests stand behind that, on the page of the [versions](../versions.md).",
    )


def _table(prefix: str) -> str:
    rows = [
        (
            version.kind,
            f"[{version.code}]({version.code}.md)",
            _edifact(version),
            code(version.root_name),
            version.release.date,
            version.newer.code if version.newer else "current",
            what_it_is(version),
        )
        for version in VERSIONS
        if version.kind.startswith(prefix)
    ]
    head = ["Kind", "Version", "EDIFACT", "Element", "Schema release", "Newer version", "What it is"]
    return table(head, rows)


def _edifact(version: LetterVersion) -> str:
    segments = table_of(version)
    return "" if segments is None else f"[{segments.code}]({version.code}.md#edifact)"


def _code_lists() -> str:
    names = sorted({name for release in RELEASES.values() for name in release.code_lists})
    written = _written()
    parts = [f"## {name}\n\n{_code_list(name, written.get(name, {}))}" for name in names]
    return page(
        "Code lists",
        "The values coded elements may have, for each schema release that is read, and what is written for "
        "them in EDIFACT. Where the messages differ, the ones with another code are named.",
        *parts,
    )


def _code_list(name: str, written: Mapping[str, Mapping[str, list[str]]]) -> str:
    dates: dict[tuple[str, ...], list[str]] = {}
    for release in sorted(RELEASES.values(), key=lambda known: known.date):
        if name in release.code_lists:
            dates.setdefault(release.code_lists[name], []).append(release.date)
    if not any(value in written for values in dates for value in values):
        return bullets(f"{', '.join(of_list)}: {codes(values)}" for values, of_list in dates.items())
    every = dict.fromkeys(value for values in dates for value in values)
    rows = [
        (
            code(value),
            _in_edifact(written.get(value, {})),
            ", ".join(date for values, of_list in dates.items() for date in of_list if value in values),
        )
        for value in every
    ]
    if len(dates) > 1:
        return table(["Code", "EDIFACT", "Releases"], rows)
    return (
        f"{', '.join(next(iter(dates.values())))}\n\n{table(['Code', 'EDIFACT'], [row[:2] for row in rows])}"
    )


def _in_edifact(written: Mapping[str, list[str]]) -> str:
    """The codes in EDIFACT: the one most messages write, then the others with the messages that write them."""
    usual, *others = sorted(written.items(), key=lambda each: -len(each[1])) or [("", [])]
    return "; ".join(
        (
            code(usual[0].strip(":")),
            *(f"in {codes(sorted(of))} {code(each.strip(':'))}" for each, of in others),
        )
    )


def _written() -> Written:
    made: dict[str, dict[str, dict[str, list[str]]]] = {}
    for version in VERSIONS:
        segments = table_of(version)
        if segments is None:
            continue
        for name, values in places_of(version).lists.items():
            for value, written in values.items():
                made.setdefault(name, {}).setdefault(value, {}).setdefault(written, []).append(segments.code)
    return made
