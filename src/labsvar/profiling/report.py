"""The report: one page of HTML that needs nothing else, made of the tables that are written beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from typing import Final

from labsvar.profiling import charts, texts
from labsvar.profiling.facts import MISSING_FIELDS, ORIGINS, VALUE_FORMS
from labsvar.profiling.model import Options
from labsvar.profiling.tables import Cell, Row, Table
from labsvar.profiling.texts import Text

ORDER: Final = (
    "code_systems",
    "codes",
    "fee_table",
    "unmapped",
    "clinics",
    "months",
    "actions",
    "origin_by_clinic",
    "origin_by_code",
    "value_forms",
    "units",
    "missing",
    "anomaly_rules",
    "anomalies",
    "billing",
    "billing_by_clinic",
    "positive_list",
    "code_by_clinic",
    "unread",
)
_MOST_ROWS: Final = 60
_MOST_BARS: Final = 25
_COUNTS: Final = frozenset({"results", "services"})

_STYLE: Final = """
:root { color-scheme: light; }
body { font: 15px/1.5 system-ui, sans-serif; color: #1d2528; background: #fff; margin: 2rem auto; max-width: 62rem;
  padding: 0 1rem; }
h1 { font-size: 1.7rem; margin-bottom: .2rem; } h2 { font-size: 1.25rem; margin: 2.2rem 0 .3rem; }
.en { color: #53636a; font-style: italic; display: block; } h1 .en, h2 .en { font-size: .8em; font-weight: 400; }
table { border-collapse: collapse; width: 100%; font-size: .85rem; margin: .6rem 0; }
th, td { text-align: left; padding: .2rem .5rem; border-bottom: 1px solid #d8dedf; vertical-align: top;
  overflow-wrap: break-word; }
th .en { font-size: .9em; font-weight: 400; }
th { border-bottom: 2px solid #0b5e63; } td.n, th.n { text-align: right; font-variant-numeric: tabular-nums;
  white-space: nowrap; }
.masked { color: #6b5a10; } svg { display: block; width: 100%; height: auto; margin: .6rem 0; } svg text { font: 12px system-ui, sans-serif;
  fill: #1d2528; } .scroll { overflow-x: auto; } nav a { margin-right: .8rem; white-space: nowrap; }
a { color: #0b5e63; }
@media print { @page { size: A4; margin: 15mm; } body { margin: 0; max-width: none; font-size: 10pt; } nav { display: none; }
  table { font-size: 8pt; } th, td { padding: .1rem .3rem; } .scroll { overflow: visible; }
  tr, svg { break-inside: avoid; } h1, h2, p { break-inside: avoid; } h2 { break-after: avoid; } thead { display: table-header-group; }
  rect { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
"""


def page(tables: Mapping[str, Table], measures: Mapping[str, Cell], options: Options) -> str:
    """The whole report."""
    write = _Writer(options)
    parts = [write.heading(1, texts.TITLE), write.paragraph(texts.INTRODUCTION), write.contents(tables)]
    if measures["results"] is None:
        parts = [*parts[:1], write.paragraph(texts.NOTHING)]
    parts += [write.overview(measures)]
    parts += [write.section(tables[name]) for name in ORDER if name in tables and _is_told(tables[name])]
    title = escape(texts.TITLE[1] if options.language == "en" else texts.TITLE[0])
    language = "en" if options.language == "en" else "da"
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style></head><body>{charts.PATTERN}{''.join(parts)}</body></html>\n"
    )


def _is_told(table: Table) -> bool:
    """Without a billing extract there is nothing to say about one."""
    return not table.name.startswith("billing") or bool(table.rows)


class _Writer:
    """Writes the parts of the report in its language or languages."""

    def __init__(self, options: Options) -> None:
        """The limit and language are those of `options`."""
        self._options = options

    def heading(self, level: int, text: Text, *, anchor: str = "") -> str:
        """A heading, with its anchor."""
        named = f' id="{anchor}"' if anchor else ""
        return f"<h{level}{named}>{self._say(text)}</h{level}>"

    def paragraph(self, text: Text, **parts: object) -> str:
        """A paragraph, or nothing for no text."""
        return f"<p>{self._say(text, **parts)}</p>" if text[0] else ""

    def contents(self, tables: Mapping[str, Table]) -> str:
        """Links to the sections."""
        place = 1 if self._options.language == "en" else 0
        links = (
            f'<a href="#{name}">{escape(texts.SECTIONS[name][0][place])}</a>'
            for name in ORDER
            if name in tables and _is_told(tables[name])
        )
        return f"<nav>{' '.join(links)}</nav>"

    def overview(self, measures: Mapping[str, Cell]) -> str:
        """The few numbers that stand first."""
        rows = "".join(
            f'<tr><td>{self._say(texts.MEASURES[name])}</td><td class="n">{_shown(value)}</td></tr>'
            for name, value in measures.items()
        )
        head = self.heading(2, texts.SECTIONS["summary"][0], anchor="summary")
        return f"{head}<table><tbody>{rows}</tbody></table>"

    def section(self, table: Table) -> str:
        """A table with its heading, what is to be known of it, and its chart."""
        heading, about = texts.SECTIONS[table.name]
        parts = [self.heading(2, heading, anchor=table.name), self.paragraph(about)]
        if not table.rows:
            return "".join([*parts, self.paragraph(texts.NONE)])
        if table.name == "fee_table":
            parts.append(self.paragraph(texts.FEES, **_of_fees(table)))
        parts += [_chart(table, self._plain(heading)), self._table(table)]
        if len(table.rows) > _MOST_ROWS:
            parts.append(
                self.paragraph(texts.MORE, shown=_MOST_ROWS, rows=len(table.rows), file=f"{table.name}.csv")
            )
        return "".join(parts)

    def _table(self, table: Table) -> str:
        kept = [place for place, name in enumerate(table.columns) if name != "masked"]
        numbers = {place for place in kept if table.types[place] != "VARCHAR"}
        head = "".join(
            f"<th{_class(place in numbers)}>{self._say(texts.COLUMNS[table.columns[place]])}</th>"
            for place in kept
        )
        body = "".join(
            "<tr>" + "".join(_cell(table, row, place, is_number=place in numbers) for place in kept) + "</tr>"
            for row in table.rows[:_MOST_ROWS]
        )
        return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'

    def _say(self, text: Text, **parts: object) -> str:
        words = {"limit": self._options.limit, "masked": texts.MASKED, **parts}
        da, en = (escape(each.format(**words)) for each in text)
        match self._options.language:
            case "da":
                return da
            case "en":
                return en
            case _:
                return f'{da} <span class="en" lang="en">{en}</span>'

    def _plain(self, text: Text) -> str:
        return text[1] if self._options.language == "en" else text[0]


def _class(is_number: bool) -> str:  # noqa: FBT001 - a mark of a cell, not a mode
    return ' class="n"' if is_number else ""


def _cell(table: Table, row: Row, place: int, *, is_number: bool) -> str:
    value = row[place]
    masked = "masked" in table.columns and row[table.columns.index("masked")]
    if masked and value is None and table.columns[place] in _COUNTS:
        return f'<td class="n masked">{texts.MASKED}</td>'
    return f"<td{_class(is_number)}>{_shown(value)}</td>"


def _shown(value: Cell) -> str:
    match value:
        case None:
            return "–"
        case bool():
            return "✓" if value else ""
        case int():
            return charts.number(value)
        case float():
            return f"{value:.3g}"
        case _:
            return escape(value)


def _chart(table: Table, title: str) -> str:
    draw = _CHARTS.get(table.name)
    return "" if draw is None else draw(table.rows, title)


def _bars(label: Callable[[Row], str], count: int) -> Callable[[Sequence[Row], str], str]:
    def draw(rows: Sequence[Row], title: str) -> str:
        lines = [(label(row), _count(row[count])) for row in rows[:_MOST_BARS]]
        return charts.bars(lines, title=title, masked=texts.MASKED)

    return draw


def _count(cell: Cell) -> int | None:
    return cell if isinstance(cell, int) else None


def _parts(
    columns: Sequence[str], *, label: slice, column: int, count: int
) -> Callable[[Sequence[Row], str], str]:
    """A stacked bar for each line, of its parts."""

    def draw(rows: Sequence[Row], title: str) -> str:
        lines: dict[str, dict[str, int | None]] = {}
        for row in rows:
            lines.setdefault(_joined(row[label]), {})[str(row[column])] = _count(row[count])
        ordered = sorted(lines.items(), key=lambda line: -sum(n or 0 for n in line[1].values()))
        drawn = [(name, [found.get(each, 0) for each in columns]) for name, found in ordered[:_MOST_BARS]]
        return charts.stacked(drawn, names=columns, title=title)

    return draw


def _missing(rows: Sequence[Row], title: str) -> str:
    """For each field, the share of the published counts that lack it."""
    sums: dict[str, dict[str, int]] = {name: {} for name in MISSING_FIELDS}
    for name, _, _, state, n, _ in rows:
        found = sums[str(name)]
        found[str(state)] = found.get(str(state), 0) + (_count(n) or 0)
    states = ("present", "missing")
    drawn = [(name, [found.get(state, 0) for state in states]) for name, found in sums.items()]
    return charts.stacked(drawn, names=states, title=title)


def _joined(cells: Sequence[Cell]) -> str:
    return " ".join(str(cell) for cell in cells if cell not in (None, ""))


def _fees(rows: Sequence[Row], title: str) -> str:
    """The codes that occur, in the order of the fees; of many the commonest."""
    occurring = [row for row in rows if row[5] == "yes"]
    commonest = sorted(occurring, key=lambda row: -(_count(row[6]) or 0))[:_MOST_BARS]
    drawn = [row for row in occurring if row in commonest]
    return _bars(lambda row: _joined((row[0], row[3], row[4])), 6)(drawn, title) if drawn else ""


def _of_fees(table: Table) -> dict[str, str]:
    """Which services of the fee table occur, by any of their codes, and which do not."""
    said: dict[str, set[str]] = {}
    for row in table.rows:
        said.setdefault(str(row[0]), set()).add(str(row[5]))
    known = {fee: occurs for fee, occurs in said.items() if "no_codes_known" not in occurs}
    never = [fee for fee, occurs in known.items() if occurs == {"no"}]
    perhaps = [fee for fee, occurs in known.items() if occurs <= {"no", "perhaps_local"} and fee not in never]
    return {
        "all": str(len(known)),
        "occur": str(sum("yes" in occurs for occurs in known.values())),
        "never": ", ".join(never) or "0",
        "perhaps": ", ".join(perhaps) or "0",
        "unknown": ", ".join(fee for fee in said if fee not in known) or "0",
    }


def _lines() -> Iterator[tuple[str, Callable[[Sequence[Row], str], str]]]:
    yield "code_systems", _bars(lambda row: str(row[0]), 1)
    yield "codes", _bars(lambda row: _joined((row[1], row[2])), 3)
    yield "fee_table", _fees
    yield "clinics", _bars(lambda row: _joined(row[:2]), 2)
    yield (
        "months",
        lambda rows, title: _bars(lambda row: str(row[0]) or "–", 1)(
            sorted(rows, key=lambda row: str(row[0])), title
        ),
    )
    yield "origin_by_clinic", _parts(ORIGINS, label=slice(0, 2), column=2, count=3)
    yield "origin_by_code", _parts(ORIGINS, label=slice(1, 2), column=2, count=3)
    yield "value_forms", _parts(VALUE_FORMS, label=slice(1, 2), column=2, count=3)
    yield "missing", _missing
    yield "anomaly_rules", _bars(lambda row: str(row[0]), 1)


_CHARTS: Final = dict(_lines())
