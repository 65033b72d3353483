"""The reference page of the rows: what is sent, what is answered, and who then sees what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import singledispatch
from itertools import groupby

from labsvar.reference.markdown import bullets, code, codes, table
from tests.meta.toc import RULES
from tests.spec.rows.letters import LOCATIONS
from tests.spec.rows.model import (
    NOTHING,
    Answer,
    Approve,
    AsIfNever,
    AskByName,
    Command,
    Describe,
    Evidence,
    Filed,
    Letter,
    Look,
    Measured,
    OpenAgain,
    PassedOn,
    Post,
    PostReceipt,
    ReadLog,
    Register,
    Release,
    Remember,
    Row,
    See,
    Send,
    Sight,
    SignIn,
    Step,
    Visit,
    Withdraw,
    WithdrawOnPage,
)
from tests.spec.rows.tables import ROWS

_MADE = "<!-- Made by `make docs` from the tests; do not edit. -->"
_INTRODUCTION = (
    "Every row is a test that runs against a real server with a real database: letters go in through the public "
    "door as bytes, receipts and pages are read back by a judge that shares no code with Labsvar. "
    "`tests/spec/rows` holds the rows, `tests/spec/test_safety_rows.py` plays them. "
    "[Safety rules and their tests](safety.md) lists every other proof."
)
_HOW_TO_READ = (
    "The rows play in a demonstration unless another installation is named. *A* is the citizen, *B* another.",
    (
        "Letters stand in the order in which they are sent. Without further words a result is final, and sender, "
        "sample and production number are the same; the time is the laboratory's result time."
    ),
    "*Clinicians* are one in general practice and one in a hospital; they look A up with a reason.",
    (
        "At the end of every row B sees nothing unless something is said. The operator finds every letter, stored "
        "unless something else is said, and reads neither number nor name. Surveillance sees nothing."
    ),
)
_WHERE = {
    "demonstration": "",
    "test installation": "<br>*In a test installation.*",
    "production": "<br>*In production.*",
    "hub": "<br>*At a hub that passes microbiology on.*",
}
_MANY = 20


def page() -> str:
    """The reference page `safety-rows.md`."""
    head = "\n\n".join([_MADE, "# Safety rules, row by row", _INTRODUCTION, bullets(_HOW_TO_READ)])
    sections = [_section(rule, list(rows)) for rule, rows in groupby(ROWS, key=lambda row: row.rule)]
    return "\n\n".join([head, *sections]) + "\n"


def _section(rule: int, rows: list[Row]) -> str:
    lines = [(_story(row), _numbered(row), _seen(row)) for row in rows]
    return f"## S{rule} {RULES[rule]}\n\n" + table(["Row", "Sent and answered", "Seen at the end"], lines)


def _story(row: Row) -> str:
    where = _WHERE[row.where]
    name = row.name.partition("-")[2].replace("-", " ")
    return f"**{name}**<br>{row.story}{where}"


def _numbered(row: Row) -> str:
    return "<br>".join(f"{place}. {told(step)}" for place, step in enumerate(row.steps, 1))


# What everybody sees -------------------------------------------------------------------------


def _seen(row: Row) -> str:
    sends = any(isinstance(step, Send | Post | PostReceipt) for step in row.steps)
    if not sends and row.citizen == row.clinician == NOTHING:
        return "nothing"
    lines = [
        *_of_a(row),
        *(["B: " + sight(row.other)] if row.other != NOTHING else []),
        *(f"Operator, letter {code(number)}: {_said(said)}" for number, said in row.operator.items()),
        *([f"Operator, alarms: {codes(row.alarms)}"] if row.alarms else []),
    ]
    return "<br>".join(lines)


def _of_a(row: Row) -> list[str]:
    if row.citizen == row.clinician:
        return [f"A and clinicians: {sight(row.citizen)}"]
    return [f"A: {sight(row.citizen)}", f"Clinicians: {sight(row.clinician)}"]


def sight(seen: Sight) -> str:
    """What can be seen, in words."""
    shown = [f"{analysis} {code(each)}" for analysis, values in seen.results.items() for each in values]
    shown += [code(report) for report in (*seen.reports, *(seen.elsewhere or ()))]
    told_so = "; ".join(shown) or "nothing"
    if seen.words:
        told_so += f"; reads {', '.join(f'“{word}”' for word in seen.words)}"
    hidden = [word for word in seen.never if "<" not in word]
    return f"{told_so}; nowhere {codes(hidden)}" if hidden else told_so


def _said(said: str) -> str:
    """The states of a letter, and the rules that spoke."""
    return ", then ".join(codes(each.split()) for each in reversed(said.split(", "))) or "not there"


# What is done --------------------------------------------------------------------------------


@singledispatch
def told(step: Step) -> str:
    """A step in words."""
    raise AssertionError(f"no step: {step}")


@told.register
def _(step: Send) -> str:
    if len(step.letters) > _MANY:
        first, second = step.letters[:2]
        others = f"{len(step.letters) - 1} letters like {_letter(second)}"
        letters = f"{_letter(first)}; {others}"
    else:
        letters = "; ".join(_letter(letter) for letter in step.letters)
    how = [
        *([f"in envelope {code(step.envelope)}"] if step.envelope else []),
        *([f"sent {step.sent}"] if step.sent != "20:00" else []),
        *([f"in {step.encoding}"] if step.encoding != "UTF-8" else []),
        *(["in EDIFACT"] if step.edifact else []),
        *(["no receipt wanted"] if not step.receipt_wanted else []),
        *(["without a token"] if step.token is None else []),
        *(["with a wrong token"] if step.token == "wrong" else []),
        *([f"with the token of {step.token}"] if step.token not in (None, "own", "wrong") else []),
    ]
    return f"{letters}{_in_brackets(how)} → {answered(step.answer)}"


@told.register
def _(step: Post) -> str:
    return f"{step.what} → {answered(step.answer)}"


@told.register
def _(step: PostReceipt) -> str:
    return f"a receipt {step.kind} is posted → {step.status}"


@told.register
def _(step: Register) -> str:
    laboratory = f" as laboratory {code(step.laboratory)}" if step.laboratory else ""
    return f"*the system of {step.by} is registered{laboratory}, stage {step.stage}*"


@told.register
def _(step: Approve) -> str:
    refused = f" → refused, missing {', '.join(step.missing)}" if step.missing else ""
    return f"*the system of {step.by} is made {step.stage}{refused}*"


@told.register
def _(step: Describe) -> str:
    able = "can" if step.able else "cannot"
    return f"*the system of {step.by} is of kind {step.kind}; it {able} state refusals and send corrections*"


@told.register
def _(step: Evidence) -> str:
    done = "taken back" if step.taken_back else "given"
    return f"*approvals of the system of {step.by} are {done}: {', '.join(step.aspects)}*"


@told.register
def _(step: Release) -> str:
    answer = f"refused, {step.refused}" if step.refused else f"{step.letters} released"
    return (
        f"*{step.proposed_by} proposes and {step.confirmed_by} confirms to release the technical stage of "
        f"{step.by} → {answer}*"
    )


@told.register
def _(step: Withdraw) -> str:
    part = "" if step.position is None else f", result {step.position + 1},"
    whose = {None: " without a token", "own": ""}.get(step.token, f" by {step.token}")
    return f"letter {code(step.letter)}{part} is withdrawn{whose}: “{step.reason}” → {step.status}"


@told.register
def _(step: WithdrawOnPage) -> str:
    part = "" if step.result is None else f", result {step.result},"
    return f"the operator withdraws letter {code(step.letter)}{part} on its page: “{step.reason}” → {step.status}"


@told.register
def _(step: See) -> str:
    who = {"citizen": "A looks", "other citizen": "B looks", "clinician": "a clinician looks"}[step.who]
    whom = f" {step.number} up" if step.number else ""
    issuer = f", issued by {step.issuer}" if step.issuer else ""
    return f"*{who}{whom}{issuer}:* {sight(step.sight)}"


@told.register
def _(step: Look) -> str:
    return f"*another clinician looks A up ({step.reason}): {', '.join(step.parts)}*"


@told.register
def _(step: ReadLog) -> str:
    return "*A reads the log, newest first:* " + "; ".join(f"“{event}”" for event in step.events)


@told.register
def _(step: SignIn) -> str:
    said = ", ".join(step.told) or "nothing"
    return f"*that clinician signs in again and is told:* {said}" + (
        "; acknowledges, and is told no more" if step.acknowledges else ""
    )


@told.register
def _(step: Remember) -> str:
    return "*A and a clinician keep the addresses of the letters*"


@told.register
def _(step: AskByName) -> str:
    return "*both ask for them again, and for one that never was* → 404, the same to the byte"


@told.register
def _(step: OpenAgain) -> str:
    words = ", ".join(f"“{word}”" for word in step.words)
    return f"*both open them again* → only a clinician reads {words}; nowhere {codes(step.never)}"


@told.register
def _(step: AsIfNever) -> str:
    return "*the pages of A and of B are compared* → the same to the byte"


@told.register
def _(step: Filed) -> str:
    return f"*the operator finds letter {code(step.letter)} in {step.databank}*"


@told.register
def _(step: PassedOn) -> str:
    return (
        f"*letter {code(step.letter)} is passed on to {step.databank} at another installation, where a clinician "
        f"sees:* {sight(step.sight)}"
    )


@told.register
def _(step: Visit) -> str:
    by_status: dict[int, list[str]] = {}
    for path, status in step.answers.items():
        by_status.setdefault(status, []).append(path)
    answers = "; ".join(f"{codes(paths)} → {status}" for status, paths in by_status.items())
    headers = "".join(f", {name} {code(value)}" for name, value in step.headers.items())
    said = [word for word in step.words if "=" not in word]
    return f"*{step.who}{headers}:* {answers}" + (
        f", {', '.join(f'“{word}”' for word in said)}" if said else ""
    )


@told.register
def _(step: Command) -> str:
    settings = "".join(f"{name}={value} " for name, value in step.settings.items())
    line = code(f"{settings}labsvar {' '.join(step.arguments)}")
    letter = (
        f", the letter being {_letter(step.letter)}" if "LETTER" in step.arguments and step.letter else ""
    )
    said = ", ".join(f"“{word}”" if "<" not in word else code(word) for word in step.words)
    return f"{line}{letter} → exit code {step.code}, {said}"


def answered(answer: Answer) -> str:
    """An answer in words."""
    parts = [str(answer.status)]
    if answer.receipt:
        parts.append(answer.receipt)
    elif answer.status >= 400:
        parts.append("problem document")
    if answer.code:
        parts.append(code(answer.code))
    named = _named(answer.refused)
    says = ", ".join(f"“{word}”" for word in answer.words)
    return " ".join(parts) + (f", {named}" if named else "") + (f", {says}" if says else "")


def _named(refused: Mapping[str, str]) -> str:
    if len(refused) > _MANY:
        return f"{len(refused)} letters named"
    return ", ".join(f"letter {code(number)} {code(why)}" for number, why in refused.items())


# Letters -------------------------------------------------------------------------------------


def _letter(letter: Letter) -> str:
    about = [
        *([f"from {letter.by}"] if letter.by not in ("lab", "microbiology") else []),
        *(["about B"] if letter.about == "B" else []),
        *([f"named {' '.join(reversed(letter.named))}"] if letter.named else []),
        *([f"number {letter.identified}"] if letter.identified else []),
        *([f"sample {letter.sample}"] if letter.sample != "S1" else []),
        *(["no requester's number"] if not letter.requester else []),
        *([f"sampled {letter.sampled}"] if letter.sampled != "08:15" else []),
        *([f"authorised {letter.authorised}"] if letter.authorised else []),
        *(["partial"] if letter.partial else []),
        *([] if letter.given is None else [f"consent {'given' if letter.given else 'refused'}"]),
        *([letter.version] if letter.version else []),
        *([f"to {_receiver(letter.to)}"] if letter.to else []),
        *([f"{code(letter.damage[0])} made {code(letter.damage[1])}"] if letter.damage else []),
    ]
    what = ", ".join([*(_measured(each) for each in letter.results), *_otherwise(letter)])
    return f"letter {code(letter.number)} {letter.time}: {what}{_in_brackets(about)}"


def _receiver(name: str) -> str:
    return f"the location number of {name}" if name != "elsewhere" else f"location number {LOCATIONS[name]}"


def _otherwise(letter: Letter) -> list[str]:
    """What a letter says beside results."""
    kinds = {
        "XRPT03": "cytology",
        "XRPT04": "pathology",
        "XRPT06": "for MiBa",
        "XRPT07": "genetics",
        "XREQ01": "a requisition",
    }
    kind = kinds.get(letter.kind, "")
    if letter.told:
        status = "" if letter.status == "final" else f" {letter.status}"
        return [f"{kind}, “{letter.told}”{status}"]
    return [f"{kind} {_grown(letter)}".strip()] if letter.organism else [kind] if kind else []


def _grown(letter: Letter) -> str:
    return f"culture, *{letter.organism}*" + ("" if letter.status == "final" else f" {letter.status}")


def _measured(measured: Measured) -> str:
    operator = f"{measured.operator} " if measured.operator else ""
    about = [
        *([measured.status] if measured.status != "final" else []),
        *([measured.unit] if measured.unit else []),
        *([measured.mark] if measured.mark else []),
        *([f"interval {_interval(measured.interval)}"] if measured.interval else []),
        *([f"producer {measured.producer}"] if measured.producer != "TKB" else []),
        *([f"comment “{measured.comment}”"] if measured.comment else []),
    ]
    return f"{measured.analysis} {code(operator + measured.value)}" + (
        f" {', '.join(about)}" if about else ""
    )


def _interval(limits: Iterable[str | None]) -> str:
    return "–".join(limit or "" for limit in limits)


def _in_brackets(words: list[str]) -> str:
    return f" ({', '.join(words)})" if words else ""
