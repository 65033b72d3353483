"""`labsvar npn check`, `need` and `shares`: what kind of number one is, and how many are needed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Literal

import msgspec
from msgspec.structs import replace
from rich.table import Table

from labsvar.cli import output
from labsvar.cli.errors import DONE, Refused
from labsvar.cli.installation import existing, opened, settings_of
from labsvar.cli.language import Say
from labsvar.cli.npn_reaching import Reaching, down, reached, refused
from labsvar.identifiers.npn import NumberForm
from labsvar.services.npn.recognise import Kind, Recognised, Share, Why, recognise
from labsvar.services.npn.stock_service import Information, ServiceDown, ServiceRefused
from labsvar.services.npn.walking import walker
from labsvar.settings import Settings
from labsvar.web.services import local_series_of, npn_of

_KINDS: Final[dict[Kind, tuple[str, str]]] = {
    "national": ("nationalt", "national"),
    "failed_check": ("kontrollen fejler", "failed check"),
    "laboratory": ("laboratoriets eget", "the laboratory's own"),
    "unknown": ("ukendt", "unknown"),
}
_STATES: Final = {
    "unknown": ("ikke trukket af nogen", "drawn by nobody"),
    "drawn": ("trukket", "drawn"),
    "released": ("frigivet igen", "released again"),
}
_WHY: Final[dict[Why, tuple[str, str]]] = {
    "passes": ("Længden er rigtig, og modulus 11 går op.", "The length is right, and modulus 11 agrees."),
    "passes_by_chance": (
        "Modulus 11 går op. Nummeret begynder også med et årstal; det rammer ét ud af elleve. Spørg laboratoriet.",
        "Modulus 11 agrees. The number also begins with a year, and one in eleven of those does. Ask the laboratory.",
    ),
    "fails": (
        "Længden er rigtig, men modulus 11 går ikke op: et ciffer er forkert, eller to er byttet om.",
        "The length is right, but modulus 11 does not agree: a digit is wrong, or two are swapped.",
    ),
    "declared": (
        "Nummeret er af laboratoriets serie: {series}.",
        "The number is of the laboratory's series: {series}.",
    ),
    "year": (
        "Det begynder med et årstal, som numre fra nummerruller.",
        "It begins with a year, as those of rolls.",
    ),
    "year_fails": (
        "Det begynder med et årstal, som numre fra nummerruller, og modulus 11 går ikke op.",
        "It begins with a year, as those of number rolls, and modulus 11 does not agree.",
    ),
    "form": (
        "Et nationalt nummer er {length} cifre og intet andet.",
        "A national number is {length} digits and nothing else.",
    ),
}


class _Registered(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the service has registered: who drew the number, and when."""

    state: Literal["unknown", "drawn", "released"]
    by: str = ""
    at: datetime | None = None


class _Told(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    number: str
    kind: Kind
    why: Why
    reason: str
    service: _Registered | None = None


def check(
    numbers: Sequence[str], say: Say, *, data: Path | None, as_json: bool, how: Reaching | None = None
) -> int:
    """Prints what each number is, and why; with `how` also what the service has registered about it, which is asked
    about those that can be national. The exit code is 0 when all are national, and drawn where the service was
    asked, else 1. Raises `Refused` and `Unavailable`."""
    settings = settings_of(data=data)
    form, local = form_of(settings), local_series_of(settings)
    year = datetime.now(UTC).year
    found = [
        _told(number, recognise(number, year=year, form=form, local=local), form, say) for number in numbers
    ]
    if how is not None:
        found = _registered(found, how)
    if as_json:
        output.write_bytes(b"".join(msgspec.json.encode(each) + b"\n" for each in found))
    else:
        _print_told(found, say, asked=how is not None)
    return DONE if all(_is_well(each, asked=how is not None) for each in found) else Refused.exit_code


def need(per_day: float, say: Say, *, days: int, data: Path | None) -> None:
    """Prints how many numbers a production needs, and how many a series must have for them."""
    usable = round(per_day * days)
    drawn = walker(form_of(settings_of(data=data))).drawn_for(usable)
    output.results().print(
        say(
            f"{usable} brugbare numre på {days} dage: træk en serie på {drawn}.",
            f"{usable} usable numbers in {days} days: draw a series of {drawn}.",
        )
    )


def shares(say: Say, *, days: int, data: Path | None, as_json: bool) -> None:
    """Prints, for each source, what its sample numbers are and whether it may send where only national ones go."""
    settings = existing(data=data)
    now = datetime.now(UTC)
    with opened(settings) as database:
        found = database.npn_shares.by_source(
            since=now - timedelta(days=days),
            year=now.year,
            form=form_of(settings),
            local=local_series_of(settings),
        )
    if as_json:
        output.write_bytes(b"".join(msgspec.json.encode(each) + b"\n" for each in found))
        return
    table = _table(
        say("Kilde", "Source"),
        say("Nationale", "National"),
        *(say(*_KINDS[kind]).capitalize() for kind in ("failed_check", "laboratory", "unknown")),
        say("Må sende, hvor kun nationale numre tages", "May send where only national numbers are taken"),
    )
    for each in found:
        _add_share(table, each, say)
    output.results().print(table)


def form_of(settings: Settings) -> NumberForm:
    """What a national number looks like in this installation."""
    return npn_of(settings).numbers.form


def _registered(found: Sequence[_Told], how: Reaching) -> list[_Told]:
    """The same with what the service says of those that can be national."""
    with reached(how) as service:
        try:
            return [
                replace(each, service=_state(service.information(each.number)))
                if each.kind == "national"
                else each
                for each in found
            ]
        except ServiceDown:
            raise down() from None
        except ServiceRefused as refusal:
            raise refused(refusal.code) from None


def _state(known: Information | None) -> _Registered:
    if known is None:
        return _Registered(state="unknown")
    return _Registered(state="released" if known.released else "drawn", by=known.drawn_by, at=known.drawn_at)


def _is_well(each: _Told, *, asked: bool) -> bool:
    drawn = each.service is not None and each.service.state == "drawn"
    return each.kind == "national" and (drawn or not asked)


def _print_told(found: Sequence[_Told], say: Say, *, asked: bool) -> None:
    headings = [say("Nummer", "Number"), say("Hvad det er", "What it is"), say("Hvorfor", "Why")]
    table = _table(*headings, *([say("Hos tjenesten", "At the service")] if asked else []))
    for each in found:
        more = [_in_words(each.service, say)] if asked else []
        table.add_row(each.number, say(*_KINDS[each.kind]), each.reason, *more)
    output.results().print(table)


def _in_words(known: _Registered | None, say: Say) -> str:
    if known is None:
        return "–"
    words = say(*_STATES[known.state])
    return words if known.at is None else f"{words}: {known.by or '–'}, {known.at:%Y-%m-%d}"


def _told(number: str, found: Recognised, form: NumberForm, say: Say) -> _Told:
    reason = say(*_WHY[found.why]).format(series=found.series, length=form.length)
    return _Told(number=number, kind=found.kind, why=found.why, reason=reason)


def _add_share(table: Table, share: Share, say: Say) -> None:
    table.add_row(
        share.source,
        f"{share.national} ({share.percent:g} %)",
        str(share.failed_check),
        str(share.laboratory),
        str(share.unknown),
        say("ja", "yes") if share.only_national else say("nej", "no"),
    )


def _table(*headings: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(heading)
    return table
