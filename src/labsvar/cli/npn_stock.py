"""`labsvar npn make`, `status`, `take`, `add`, `draw`, `keep`, `release`, `ahead` and `print`: a laboratory's own stock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

import msgspec
from rich.table import Table

from labsvar.cli import output
from labsvar.cli.errors import (
    DONE,
    CliError,
    Misconfigured,
    NotWritten,
    Refused,
    Unavailable,
    Unreadable,
    WrongUsage,
)
from labsvar.cli.files import make_folder, read_file, write_file
from labsvar.cli.installation import settings_of
from labsvar.cli.language import Say
from labsvar.cli.npn import form_of
from labsvar.cli.npn_reaching import Reaching, down, reached, refused
from labsvar.services.npn.forecast import Alert, StockRules
from labsvar.services.npn.printing import layouts, pdf, svg, symbols
from labsvar.services.npn.stock import Stock
from labsvar.services.npn.stock_keeping import Kept, draw_one, keep, last_draw, outlook
from labsvar.services.npn.stock_levels import tell
from labsvar.services.npn.stock_model import NotAStock, Series, StockBehind, StockBusy, StockError
from labsvar.services.npn.stock_service import ServiceDown, ServiceRefused
from labsvar.services.npn.stock_soap import SoapAt
from labsvar.settings import Settings

_ALERTS: Final[dict[Alert, tuple[str, str]]] = {
    "none": ("ingen", "none"),
    "early": ("lageret er lavt", "the stock is low"),
    "soon": ("lageret er snart tomt", "the stock is soon dry"),
    "dry": ("lageret er tomt", "the stock is dry"),
}
_EVENTS_SHOWN: Final = 10


def make(path: Path, say: Say, *, witness: Path, data: Path | None) -> None:
    """Makes an empty stock. Raises `Unreadable` for a file that is there."""
    with _troubles():
        Stock.make(path, witness=witness, at=_now(), form=form_of(settings_of(data=data))).close()
    output.messages().print(
        say(
            f"Lageret {path} er lavet. Vidnet {witness} må ikke ligge i samme sikkerhedskopi.",
            f"The stock {path} is made. The witness {witness} must not be in the same backup.",
        )
    )


def status(path: Path, say: Say, *, data: Path | None) -> int:
    """Prints how a stock stands. The exit code is 1 when it hands out nothing or is soon dry."""
    rules = rules_of(settings_of(data=data))
    with _opened(path) as stock:
        expected, behind = outlook(stock, rules, at=_now()), stock.behind()
        drawn, events = last_draw(stock), stock.events()[-_EVENTS_SHOWN:]
    table = Table(box=None, pad_edge=False, show_header=False)
    for name, value in (
        (say("Brugbare numre", "Usable numbers"), str(expected.usable)),
        (say("Forbrug pr. dag", "Use a day"), f"{expected.per_day:g}"),
        (say("Uger tilbage", "Weeks left"), _or_dash(expected.weeks_left)),
        (say("Tomt den", "Dry on"), _or_dash(expected.runs_dry)),
        (say("Mangler", "Missing"), str(expected.missing)),
        (say("Næste træk", "Next draws"), ", ".join(map(str, expected.draws)) or "–"),
        (say("Sidste træk", "Last draw"), "–" if drawn is None else f"{drawn:%Y-%m-%d}"),
        (say("Advarsel", "Warning"), say(*_ALERTS[expected.alert])),
    ):
        table.add_row(name, value)
    output.results().print(table)
    for event in events:
        output.messages().print(f"{event.at:%Y-%m-%d %H:%M} {event.what} {event.detail}")
    if behind is not None:
        raise _as_error(StockBehind(behind))
    return Refused.exit_code if expected.alert in ("soon", "dry") else DONE


def take(path: Path, count: int) -> None:
    """Prints the next numbers, one to a line; they are handed out."""
    with _opened(path) as stock:
        numbers = stock.take(count, at=_now())
    output.write_bytes("".join(f"{number}\n" for number in numbers).encode())


def add(path: Path, first: str, last: str, say: Say) -> None:
    """Puts in a series that was drawn by mail or elsewhere. Raises `Refused` and `WrongUsage`."""
    with _opened(path) as stock:
        added = stock.add(_number(first), _number(last), origin="registered", at=_now())
    _print_series(added, say)


def draw(path: Path, size: int, say: Say, how: Reaching) -> None:
    """Draws a series of so many numbers into a stock, whether it is time or not. A draw that was never answered is
    asked for again first. Raises `Refused` and `Unavailable`."""
    with reached(how) as service, _opened(path) as stock, _no_service():
        while stock.waiting() is not None:
            _print_series(draw_one(stock, service, size, at=_now()), say)
        _print_series(draw_one(stock, service, size, at=_now()), say)


def keep_full(path: Path, say: Say, how: Reaching, *, data: Path | None) -> int:
    """Draws what is missing if it is time, and reports the stock. 0 when all is well, 69 without an answer.

    Over SOAP there is no operation to report with. Raises `Refused` when the service says no.
    """
    rules = rules_of(settings_of(data=data))
    with reached(how) as service, _opened(path) as stock:
        kept = keep(stock, service, rules, at=_now())
        told = isinstance(service, SoapAt) or tell(stock, service, rules, at=_now())
        behind = stock.behind()
    for series in kept.drawn:
        _print_series(series, say)
    if behind is not None:
        raise _as_error(StockBehind(behind))
    _raise_problem(kept)
    output.messages().print(
        say(
            f"{kept.forecast.usable} brugbare numre; advarsel: {_ALERTS[kept.forecast.alert][0]}.",
            f"{kept.forecast.usable} usable numbers; warning: {_ALERTS[kept.forecast.alert][1]}.",
        )
    )
    if told:
        return DONE
    output.messages().print(
        say("Lagerets stand kunne ikke meldes nu.", "How the stock stands could not be reported now.")
    )
    return Unavailable.exit_code


def release(path: Path, series: int, say: Say, how: Reaching) -> None:
    """Gives a whole unused series back. It leaves the stock first, so that it can be sent again."""
    with reached(how) as service, _opened(path) as stock, _no_service():
        released = stock.release(series, at=_now())
        service.release(released.first, released.last)
    output.messages().print(say(f"Serie {series} er frigivet.", f"Series {series} is released."))


def ahead(path: Path, say: Say, *, past: str | None, everything: bool) -> None:
    """Moves a stock ahead that was put back from a backup. Raises `Refused` and `WrongUsage`."""
    if past is not None and everything:
        raise WrongUsage(
            da="--past og --everything kan ikke bruges sammen.",
            en="--past and --everything cannot be used together.",
        )
    with _opened(path) as stock:
        stock.move_ahead(at=_now(), past=None if past is None else _number(past), everything=everything)
        usable = stock.usable()
    output.messages().print(
        say(
            f"Lageret er flyttet frem; {usable} brugbare numre er tilbage.",
            f"The stock is moved ahead; {usable} usable numbers are left.",
        )
    )


def print_sheets(
    path: Path,
    say: Say,
    *,
    layout: str,
    sheets: int,
    out: Path,
    form: Literal["pdf", "svg"],
) -> None:
    """Writes sheets of labels, forms or tubes, with numbers that are handed out by it.

    Raises `WrongUsage` for a layout there is none of, `Unreadable` for one that is wrong, and `NotWritten`.
    """
    chosen = _layout(layout)
    _is_writable(out, form)
    with _opened(path) as stock:
        _is_drawable(chosen, stock)
        numbers = stock.take(chosen.numbers_a_page * sheets, at=_now())
    drawn, title = layouts.pages(chosen, numbers), say("Prøvenumre", "Sample numbers")
    if form == "pdf":
        write_file(out, pdf.as_pdf(drawn, title=title))
    else:
        for place, page in enumerate(drawn, start=1):
            write_file(out / f"{place:03d}.svg", svg.as_svg(page, title=title))
    output.messages().print(
        say(
            f"{len(numbers)} numre på {len(drawn)} ark: {out}",
            f"{len(numbers)} numbers on {len(drawn)} sheets: {out}",
        )
    )


def rules_of(settings: Settings) -> StockRules:
    """What a laboratory has decided about its stock. Raises `Misconfigured`."""
    try:
        return StockRules(
            planned_per_day=settings.npn_stock_per_day,
            target_days=settings.npn_stock_days,
            draw_every_days=settings.npn_stock_draw_every_days,
            minimum_draw=settings.npn_smallest_draw,
            maximum_draw=settings.npn_largest_draw,
            early_days=settings.npn_stock_early_days,
            soon_days=settings.npn_stock_soon_days,
        )
    except ValueError as error:
        raise Misconfigured(
            da=f"En indstilling er forkert. npn_stock: {error}", en=f"A setting is wrong. npn_stock: {error}"
        ) from None


@contextmanager
def _opened(path: Path) -> Iterator[Stock]:
    with _troubles():
        stock = Stock.open(path)
        try:
            yield stock
        finally:
            stock.close()


@contextmanager
def _troubles() -> Iterator[None]:
    try:
        yield
    except StockError as error:
        raise _as_error(error) from error


def _as_error(error: StockError) -> CliError:
    kind: type[CliError] = {NotAStock: Unreadable, StockBusy: Unavailable}.get(type(error), Refused)
    return kind(da=error.da, en=error.en)


def _raise_problem(kept: Kept) -> None:
    match kept.problem:
        case "down":
            raise down()
        case "refused" | "unusable":
            raise refused(kept.code or "")


@contextmanager
def _no_service() -> Iterator[None]:
    """Tells of a service that does not answer, or says no, or whose series the stock cannot take."""
    try:
        yield
    except ServiceDown:
        raise down() from None
    except ServiceRefused as refusal:
        raise refused(refusal.code) from None


def _layout(name: str) -> layouts.Layout:
    if name in layouts.LAYOUTS:
        return layouts.LAYOUTS[name]
    if not name.endswith(".toml"):
        known = ", ".join(layouts.LAYOUTS)
        raise WrongUsage(
            da=f"Der er ingen opsætning {name}; der er {known}, eller en .toml-fil.",
            en=f"There is no layout {name}; there are {known}, or a .toml file.",
        )
    try:
        return layouts.read_layout(read_file(Path(name)).decode())
    except (msgspec.MsgspecError, ValueError) as error:
        raise Unreadable(
            da=f"{name} er ikke en opsætning: {error}", en=f"{name} is no layout: {error}"
        ) from None


def _is_writable(out: Path, form: Literal["pdf", "svg"]) -> None:
    """Numbers are used up when they are handed out, so what could stop the writing is looked for before."""
    make_folder(out if form == "svg" else out.parent)
    if out.is_dir() == (form == "pdf"):
        raise NotWritten(da=f"{out} kan ikke skrives.", en=f"{out} cannot be written.")


def _is_drawable(chosen: layouts.Layout, stock: Stock) -> None:
    try:
        layouts.pages(chosen, ["0" * stock.form.length] * chosen.numbers_a_page)
    except symbols.NotEncodable:
        raise WrongUsage(
            da="Den stregkode kan kun vise et lige antal cifre.",
            en="That barcode can only show an even number of digits.",
        ) from None


def _print_series(series: Series, say: Say) -> None:
    output.results().print(
        say(
            f"Serie {series.id}: {series.last - series.first + 1} numre, {series.usable} brugbare.",
            f"Series {series.id}: {series.last - series.first + 1} numbers, {series.usable} usable.",
        )
    )


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise WrongUsage(da="Et nummer er cifre og intet andet.", en="A number is digits and nothing else.")
    return int(text)


def _or_dash(value: object) -> str:
    return "–" if value is None else f"{value}"


def _now() -> datetime:
    return datetime.now(UTC)
