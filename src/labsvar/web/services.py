"""What the settings say about the national services: whose id cards count, and how numbers look."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final

from cryptography import x509

from labsvar.identifiers.npn import NumberForm
from labsvar.services.dgws.model import CareProvider
from labsvar.services.dgws.signing import TrustList, read_certificates
from labsvar.services.dgws.tokens import TokenService, in_folder
from labsvar.services.hotel import demonstration
from labsvar.services.hotel.model import Caller, Carried, HotelPrompt, HotelTerms
from labsvar.services.npn.connections import ConnectionTerms
from labsvar.services.npn.recognise import LocalSeries
from labsvar.services.npn.series import NumberSettings
from labsvar.services.npn.service import NpnTerms
from labsvar.settings import HotelCaller, Settings
from labsvar.web.taking import WrongSetting, capabilities_of

STOCKS: Final = "stocks"
TOKEN_SERVICE: Final = "token-service"  # noqa: S105 - the name of a folder


def npn_of(settings: Settings) -> NpnTerms:
    """The part of the settings that is about national sample numbers. Raises `WrongSetting`."""
    try:
        form = NumberForm(weights=settings.npn_weights)
    except ValueError as error:
        raise WrongSetting(f"npn_weights: {error}") from None
    if not settings.npn_first <= settings.npn_last <= form.highest:
        raise WrongSetting("npn_last: is below npn_first, or has more digits than npn_weights has weights")
    if settings.npn_smallest_draw > settings.npn_largest_draw:
        raise WrongSetting("npn_largest_draw: is below npn_smallest_draw")
    return NpnTerms(
        numbers=NumberSettings(
            form=form,
            first=settings.npn_first,
            last=settings.npn_last,
            smallest_draw=settings.npn_smallest_draw,
            largest_draw=settings.npn_largest_draw,
            reuse_released=settings.npn_reuse_released,
        ),
        connections=ConnectionTerms(
            new_from=settings.npn_new_agreements_from, second_level=settings.npn_second_level
        ),
    )


def hotel_of(settings: Settings) -> HotelTerms:
    """The part of the settings that is about the requisition hotel. Raises `WrongSetting`."""
    for line in settings.hotel_carried:
        if line.into == "prompt" and not (line.code and line.responsible):
            raise WrongSetting(f"hotel_carried: {line.path} goes into a prompt without code or responsible")
    given = tuple(_caller(each) for each in settings.hotel_callers)
    return HotelTerms(
        hold=timedelta(minutes=settings.hotel_hold_minutes),
        expires=timedelta(days=settings.hotel_days),
        lowest_level=settings.hotel_lowest_level,
        callers=given or (demonstration.CALLERS if settings.demo else ()),
        microbiology=settings.hotel_microbiology,
        prompts=tuple(
            HotelPrompt(code=each.code, responsible=each.responsible, answers=each.answers)
            for each in settings.hotel_prompts
        ),
        carried=tuple(Carried(**dict(each)) for each in settings.hotel_carried),
        uncarried=settings.hotel_uncarried,
        versions=dict(_versions(settings)),
        laboratories=settings.hotel_laboratories,
        form=npn_of(settings).numbers.form,
    )


def stocks_of(settings: Settings) -> dict[str, Path]:
    """The stock of numbers of each sampling place; in a demonstration those of its made-up places."""
    if settings.hotel_stocks or not settings.demo:
        return settings.hotel_stocks
    folder = settings.data / STOCKS
    return {demonstration.NORTH: folder / "nord.npn", demonstration.SOUTH: folder / "syd.npn"}


def _versions(settings: Settings) -> Iterator[tuple[str, frozenset[str]]]:
    """The versions that receivers have stated; whoever has stated none takes what everybody takes."""
    for name, capability in capabilities_of(settings).items():
        yield name, frozenset(capability.versions or ())


def _caller(given: HotelCaller) -> Caller:
    kind, _, number = given.care_provider.rpartition(":")
    provider = CareProvider(format=kind, number=number, name=given.place) if number else None
    return Caller(
        place=given.place,
        system=given.system,
        may=given.may,
        card_system=given.card_system,
        care_provider=provider,
    )


def local_series_of(settings: Settings) -> tuple[LocalSeries, ...]:
    """The sample numbers that laboratories make themselves."""
    return tuple(
        LocalSeries(name=each.name, prefix=each.prefix, length=each.length)
        for each in settings.npn_local_series
    )


def token_service_of(settings: Settings) -> TokenService | None:
    """The token service of a demonstration, made at its first start; elsewhere there is none."""
    return in_folder(settings.data / TOKEN_SERVICE) if settings.demo else None


def trusted(settings: Settings) -> list[x509.Certificate]:
    """The certificates of the trust list that is set. Raises `WrongSetting` for a file that holds none."""
    certificates: list[x509.Certificate] = []
    for file in settings.dgws_trust:
        try:
            certificates += read_certificates(file.read_bytes())
        except (OSError, ValueError):
            raise WrongSetting(f"dgws_trust: {file} holds no certificate that can be read") from None
    return certificates


def trust_of(settings: Settings, own: TokenService | None) -> TrustList:
    """Whose signatures on id cards count: those of the trust list, and our own token service's."""
    return TrustList([*trusted(settings), *([] if own is None else [own.authority])])
