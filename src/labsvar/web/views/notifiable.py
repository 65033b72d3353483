"""Notifiable findings in the words of the pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from labsvar.codes import tables
from labsvar.notifiable import Standing
from labsvar.web.texts import Texts


def disease(name: str, texts: Texts) -> str:
    """The name of a disease in the language of the page; `name` is the one of the table."""
    if texts.language == "da":
        return name
    return next(row.disease_int for row in tables.notifiable_diseases() if row.disease_da == name)


def flags(found: Iterable[Standing], texts: Texts) -> Mapping[str, Sequence[str]]:
    """What is notifiable in each letter that holds something, by the letter's id."""
    flagged: defaultdict[str, list[str]] = defaultdict(list)
    for each in found:
        match = each.match
        parts = [disease(match.disease, texts)]
        if match.list != "unknown":
            parts.append(match.list)
        if match.state != "positive":
            parts.append(texts(f"found.{match.state}"))
        flagged[each.report.letter_id].append(", ".join(parts))
    return flagged
