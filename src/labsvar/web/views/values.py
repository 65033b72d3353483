"""One result as a cell shows it: the laboratory's own characters, marks and comments (rule S5)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec
from markupsafe import Markup

from labsvar.letters.common import BinaryObject, Reference
from labsvar.results.model import (
    NO_ANSWER_YET,
    Apparatus,
    Coded,
    Interval,
    Mark,
    Result,
    Stated,
    Status,
    Withdrawal,
)
from labsvar.results.record import ResultHistory, Version
from labsvar.web.texts import Texts
from labsvar.web.views.formatted import html
from labsvar.web.views.times import moment

View = Literal["clinician", "citizen", "surveillance"]
OPERATORS = {"mindre_end": "<", "stoerre_end": ">", "lig_med": "", "ikke_angivet": ""}


class RemarkView(msgspec.Struct, frozen=True, gc=False):
    """A long result or a comment, ready for the page."""

    kind: Literal["text", "comment"]
    content: Markup


class Link(msgspec.Struct, frozen=True, gc=False):
    """A pointer beside the answer; `url` is set only for an address that is safe to follow."""

    text: str
    url: str | None
    note: str


class TombView(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A tombstone. Who and why are for professionals; a citizen reads only when."""

    when: str
    by: str | None
    reason: str | None


class ValueView(msgspec.Struct, frozen=True, kw_only=True):
    """One version of one result. `waiting` says in words what a value of `*****` means."""

    value: str
    operator: str
    waiting: str | None
    mark: Mark | None
    status: Status
    interval: str | None
    unit: str | None
    remarks: tuple[RemarkView, ...]
    links: tuple[Link, ...]
    letter_id: str
    resulted: str
    sender: str


class TwinView(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The same result from another sender, shown once with the one it stands beside (rule S22)."""

    value: ValueView
    overtaken: bool


class CellView(msgspec.Struct, frozen=True, kw_only=True):
    """One result with what came before it. With a `tomb` there is no value to show."""

    current: ValueView | None
    tomb: TombView | None
    earlier: tuple[ValueView, ...]
    disputed: bool
    disagrees: bool = False
    beside_withdrawn: bool = False
    copy_stands: bool = False
    twins: tuple[TwinView, ...] = ()
    differing_interval: str | None = None

    @property
    def has_more(self) -> bool:
        """Whether the cell has something to open: remarks, references or earlier values."""
        current = self.current
        return bool(self.earlier or (current is not None and (current.remarks or current.links)))


def cell(history: ResultHistory, *, view: View, row_interval: Interval | None, texts: Texts) -> CellView:
    """A result as a viewer of this kind sees it; earlier values are for professionals."""
    if history.withdrawn is not None:
        tomb = tombstone(history.withdrawn, view=view, texts=texts)
        return CellView(
            current=None, tomb=tomb, earlier=(), disputed=history.disputed, copy_stands=history.copy_stands
        )
    own = history.current.result.interval
    current = value(history.current, texts)
    earlier = tuple(value(version, texts) for version in history.earlier) if view != "citizen" else ()
    return CellView(
        current=current,
        tomb=None,
        earlier=earlier,
        disputed=history.disputed,
        disagrees=history.disagrees,
        beside_withdrawn=history.beside_withdrawn,
        twins=tuple(
            TwinView(value=value(each.current, texts), overtaken=history.has_overtaken(each))
            for each in history.twins
        ),
        differing_interval=None if own == row_interval else interval_text(own, texts),
    )


def value(version: Version, texts: Texts) -> ValueView:
    """One version of a result, as sent."""
    result, report = version.result, version.report
    return ValueView(
        value=result.value,
        operator=OPERATORS[result.operator] if result.operator else "",
        waiting=waiting(result, texts),
        mark=result.mark,
        status=result.status,
        interval=interval_text(result.interval, texts),
        unit=result.unit,
        remarks=(
            *(RemarkView(remark.kind, html(remark.content)) for remark in result.remarks),
            *_stated(result.stated, texts),
        ),
        links=tuple(links(result.references, texts)),
        letter_id=report.letter_id,
        resulted=moment(report.resulted_at, texts),
        sender=report.sender.name,
    )


def _stated(said: Stated | None, texts: Texts) -> Iterable[RemarkView]:
    """What a result says of itself that no letter has room for, line by line."""
    if said is None:
        return
    told = {
        "stated_interpretation": ", ".join(each.text or each.code for each in said.interpretations),
        "stated_method": _concept(said.method),
        "stated_instrument": _apparatus(said.instrument),
        "stated_kit": _apparatus(said.kit),
        "stated_calibrator": _concept(said.calibrator),
    }
    for name, text in told.items():
        if text:
            yield RemarkView("comment", html((texts(name, said=text),)))


def _concept(said: Coded | None) -> str:
    return "" if said is None else said.text or said.code


def _apparatus(said: Apparatus | None) -> str:
    if said is None:
        return ""
    return ", ".join(each for each in (said.name, said.manufacturer, said.identifier, said.lot) if each)


def waiting(result: Result, texts: Texts) -> str | None:
    """What `*****` means in words: the sample is there, or an answer is still to come."""
    if result.value != NO_ANSWER_YET:
        return None
    return texts("sample_received" if result.status == Status.RECEIVED else "awaiting_result")


def tombstone(withdrawal: Withdrawal, *, view: View, texts: Texts) -> TombView:
    """A withdrawal as a viewer of this kind may read it (rule S6)."""
    professional = view != "citizen"
    return TombView(
        when=moment(withdrawal.withdrawn_at, texts),
        by=withdrawal.withdrawn_by if professional else None,
        reason=withdrawal.reason if professional else None,
    )


def interval_text(interval: Interval | None, texts: Texts) -> str | None:
    """A reference interval in words; the limits keep their characters."""
    if interval is None:
        return None
    limits = _limits(interval.lower, interval.upper, texts)
    kind = texts.named("interval", interval.kind) if interval.kind in ("terapeutisk", "uspecificeret") else ""
    parts = [part for part in (kind if limits else "", limits, interval.text or "") if part]
    return " ".join(parts) or None


def _limits(lower: str | None, upper: str | None, texts: Texts) -> str:
    if lower is not None and upper is not None:
        return f"{lower} – {upper}"
    if upper is not None:
        return texts("interval_up_to", upper=upper)
    return texts("interval_from", lower=lower) if lower is not None else ""


def links(references: Iterable[Reference], texts: Texts) -> Iterable[Link]:
    """The pointers of a result; only a web address becomes a link."""
    for reference in references:
        url, note = None, ""
        if reference.url is not None:
            safe = reference.url.lower().startswith(("https://", "http://"))
            url, note = (reference.url if safe else None), ("" if safe else reference.url)
        elif reference.binary is not None:
            note = _file(reference.binary, texts)
        elif reference.supplementary:
            note = texts("reference_supplementary")
        yield Link(reference.ref_description, url, note)


def _file(of: BinaryObject, texts: Texts) -> str:
    """The file that a pointer names; it travels in a letter of its own."""
    return texts(
        "reference_file",
        id=of.object_identifier,
        kind=texts.named("code", of.object_code),
        extension=of.object_extension_code,
        size=of.original_object_size,
    )
