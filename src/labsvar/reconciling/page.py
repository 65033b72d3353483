"""The report as one page of HTML that needs nothing beside it, and prints on paper as it looks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape
from typing import Final

from labsvar.reconciling import chart, tables
from labsvar.reconciling.model import FIELDS, KINDS, Held, Link, Mismatch, Report
from labsvar.reconciling.words import EXPLAINED, Words
from labsvar.reconciling.words import FIELDS as FIELD_WORDS
from labsvar.reconciling.words import KINDS as KIND_WORDS
from labsvar.reconciling.words import SIDES as SIDE_WORDS

MOST: Final = 2_000
"""Findings on the page; all of them stand in findings.csv."""

_STYLE: Final = """
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --paper: #ffffff; --line: #d0d7de;
  --good: #2f6f4f; --bad: #a40e26; --stripe: #ffd7d5; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9aa4af; --paper: #0d1117;
  --line: #30363d; --good: #57ab80; --bad: #ff8182; --stripe: #5c1620; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.25rem; max-width: 62rem; color: var(--ink); background: var(--paper);
  font: 1rem/1.5 system-ui, sans-serif; }
h1 { margin: 0; } h2 { margin: 2.5rem 0 .5rem; } h3 { margin: 1.5rem 0 .25rem; }
small, .soft { color: var(--soft); font-size: .85rem; font-weight: normal; }
.verdict { padding: .75rem 1rem; border-left: .4rem solid var(--good); font-size: 1.15rem; margin: 1.5rem 0; }
.verdict.not { border-color: var(--bad); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: 600; } td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
svg { width: 100%; height: auto; margin: .5rem 0; } svg text { font: 12px system-ui, sans-serif; fill: var(--ink); }
.good { fill: var(--good); } .bad { fill: var(--bad); } .stripe { stroke: var(--stripe); stroke-width: 2; }
@media print { :root { color-scheme: light; --ink: #000; --soft: #444; --paper: #fff; --line: #999;
  --good: #555; --bad: #000; --stripe: #fff; } body { max-width: none; padding: 0; font-size: 10pt; }
  .wide { overflow: visible; } tr, svg { break-inside: avoid; } thead { display: table-header-group; }
  h2, h3 { break-after: avoid; } }
"""


def html(report: Report, *, made_at: datetime) -> str:
    """The whole page. Persons are never on it, and values only where the run was asked to keep them."""
    return (
        '<!doctype html>\n<html lang="da"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Stemmer det?</title><style>{_STYLE}</style></head><body><main>"
        f"<h1>{_both(('Stemmer det?', 'Does it match?'))}</h1>"
        f'<p class="soft">{made_at:%Y-%m-%d %H:%M}</p>'
        f"{_verdict(report)}{_sides(report.held)}{''.join(_link(link) for link in report.links)}"
        f"{_findings(report)}{_unread(report.held)}{_explained()}</main></body></html>\n"
    )


def _both(words: Words) -> str:
    da, en = (escape(each) for each in words)
    return da if da == en else f'{da} <small lang="en">{en}</small>'


def _verdict(report: Report) -> str:
    count = len(report.mismatches)
    unread = sum(len(held.unread) for held in report.held)
    if report.agrees:
        words = ("Alt stemmer.", "Everything matches.")
        return f'<p class="verdict">{_both(words)}</p>'
    words = (
        f"{count} ting stemmer ikke; {unread} steder kunne ikke læses.",
        f"{count} things do not match; {unread} places could not be read.",
    )
    return f'<p class="verdict not">{_both(words)}</p>'


def _table(headings: Sequence[str], rows: Iterable[Sequence[object]], *, numbers_from: int = 99) -> str:
    def cells(tag: str, row: Sequence[object]) -> str:
        return "".join(
            f'<{tag} class="n">{cell}</{tag}>' if place >= numbers_from else f"<{tag}>{cell}</{tag}>"
            for place, cell in enumerate(row)
        )

    head = cells("th", headings)
    body = "".join(f"<tr>{cells('td', row)}</tr>" for row in rows)
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _sides(held: Sequence[Held]) -> str:
    headings = [
        _both(each)
        for each in (
            ("Led", "Side"),
            ("Svar", "Results"),
            ("Gensendt", "Sent again"),
            ("Andre brevtyper", "Other kinds of letter"),
            ("Ulæst", "Unread"),
        )
    ]
    rows = [
        (_both(SIDE_WORDS[each.side]), len(each.items), each.repeated, each.passed_over, len(each.unread))
        for each in held
    ]
    return _table(headings, rows, numbers_from=1)


def _link(link: Link) -> str:
    left, right = SIDE_WORDS[link.left_side], SIDE_WORDS[link.right_side]
    title = (f"{left[0]} → {right[0]}", f"{left[1]} → {right[1]}")
    clinics = tables.clinics(link)
    shown = [kind for kind in KINDS if any(each.kinds[kind] for each in clinics)]
    headings = [
        _both(("Klinik", "Clinic")),
        "System",
        _both(("Stemmer", "Agree")),
        *(_both(KIND_WORDS[kind]) for kind in shown),
    ]
    rows = [
        (escape(each.clinic), escape(each.system), each.agree, *(each.kinds[kind] or "" for kind in shown))
        for each in clinics
    ]
    return (
        f"<h2>{_both(title)}</h2>{_kept_back(link)}{_legend()}{chart.bars(clinics, title=title[0], name=link.right_side)}"
        f"{_table(headings, rows, numbers_from=2)}{_compared(link)}"
    )


def _legend() -> str:
    good, bad = ("stemmer", "agrees"), ("stemmer ikke (skraveret)", "does not (hatched)")
    return f'<p class="soft">{_both(good)} / {_both(bad)}</p>'


def _kept_back(link: Link) -> str:
    told = ", ".join(
        f"{escape(FIELD_WORDS[why][0])}: {count}" for why, count in sorted(link.kept_back.items())
    )
    if not told:
        return ""
    words = ("Skulle ikke videre, og kom det heller ikke", "Had not to go on, and did not")
    return f'<p class="soft">{_both(words)}: {told}</p>'


def _compared(link: Link) -> str:
    """Which fields one of the sides could not say, so that silence about them is not taken for agreement."""
    never = [field for field in FIELDS if link.pairs and not link.compared.get(field)]
    if not never:
        return ""
    words = ("Ikke sammenlignet, da et af leddene ikke oplyser det", "Not compared, as one side does not say")
    return f'<p class="soft">{_both(words)}: {", ".join(FIELD_WORDS[each][0] for each in never)}</p>'


def _findings(report: Report) -> str:
    found = report.mismatches
    if not found:
        return ""
    headings = [
        _both(each)
        for each in (
            ("Mellem", "Between"),
            ("Klinik", "Clinic"),
            ("Række", "Row"),
            ("Hvad", "What"),
            ("Felt", "Field"),
            ("Sted", "Place"),
        )
    ]
    if report.with_values:
        headings.append(_both(("Værdier", "Values")))
    rows = [_finding(each, with_values=report.with_values) for each in found[:MOST]]
    more = ""
    if len(found) > MOST:
        words = (
            f"De første {MOST} af {len(found)}; alle står i findings.csv.",
            f"The first {MOST} of {len(found)}; all stand in findings.csv.",
        )
        more = f'<p class="soft">{_both(words)}</p>'
    return f"<h2>{_both(('Fund', 'Findings'))}</h2>{more}{_table(headings, rows)}"


def _finding(found: Mismatch, *, with_values: bool) -> tuple[str, ...]:
    left, right = SIDE_WORDS[found.left_side], SIDE_WORDS[found.right_side]
    what = _both(KIND_WORDS[found.kind])
    if found.with_row:
        what += f" ↔ {escape(found.with_row)}"
    places = "<br>".join(escape(each) for each in (found.place, found.other_place) if each)
    cells = (
        f"{left[0]} → {right[0]}",
        escape(found.clinic),
        escape(found.row_id or found.letter),
        what,
        _both(FIELD_WORDS[found.field]) if found.field else "",
        places,
    )
    return (*cells, escape(f"{found.left} → {found.right}".strip(" →"))) if with_values else cells


def _unread(held: Sequence[Held]) -> str:
    rows = [
        (
            _both(SIDE_WORDS[each.side]),
            escape(place),
            f"{escape(found.rule)}: {_both((found.da, found.en))}",
            _both((found.todo_da, found.todo_en)),
        )
        for each in held
        for place, found in each.unread[:MOST]
    ]
    if not rows:
        return ""
    headings = [
        _both(each)
        for each in (("Led", "Side"), ("Sted", "Place"), ("Hvad", "What"), ("Gør dette", "Do this"))
    ]
    return f"<h2>{_both(('Kunne ikke læses', 'Could not be read'))}</h2>{_table(headings, rows)}"


def _explained() -> str:
    rows = [(_both(KIND_WORDS[kind]), _both(EXPLAINED[kind])) for kind in KINDS]
    headings = [_both(("Ord", "Word")), _both(("Betydning", "Meaning"))]
    return f"<h2>{_both(('Ordene', 'The words'))}</h2>{_table(headings, rows)}"
