"""The library: read, check, write, convert and show letters from a program of your own.

`import labsvar` gives all of it, and loads this module when the first of its names is used.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from labsvar import checks, conversion, formats
from labsvar.checks import Checked
from labsvar.checks import fhir as fhir_checks
from labsvar.conversion import CannotConvert, Change, ConvertedMessage, Form, Refusal, UnknownTarget
from labsvar.conversion import fhir as conversion_fhir
from labsvar.conversion.fhir import ConvertedBundle
from labsvar.findings import Finding
from labsvar.formats.edifact import CannotWrite, Written
from labsvar.formats.fhir.resources import Bundle
from labsvar.formats.model import EmessageRead, LetterRead
from labsvar.letters.catalogue import Emessage

__all__ = [
    "CannotConvert",
    "CannotWrite",
    "Change",
    "Checked",
    "ConvertedBundle",
    "ConvertedMessage",
    "Emessage",
    "EmessageRead",
    "Finding",
    "HasErrors",
    "LetterRead",
    "Refusal",
    "UnknownTarget",
    "Written",
    "check",
    "convert",
    "message",
    "read",
    "show",
    "write",
]


class HasErrors(ValueError):
    """The file has errors and cannot be used; `findings` name them."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        """`findings` are the errors, and why the file has no letters where there are none."""
        super().__init__("; ".join(f"{found.rule} {found.path or ''}".strip() for found in findings))
        self.findings = findings


def read(data: bytes) -> EmessageRead:
    """Reads a file of letters, XML or EDIFACT, into typed letters.

    Whatever the bytes are, the answer is findings and never an exception. A letter without errors is
    typed; of a faulty one as much is told as a receipt needs.

    >>> from pathlib import Path
    >>> import labsvar
    >>> file = labsvar.read(Path("docs/examples/blood.xml").read_bytes())
    >>> letter = file.letters[0].letter
    >>> [result.value for result in letter.laboratory_results.results]
    ['12', '4.0']
    """
    return formats.read(data)


def message(data: bytes) -> Emessage:
    """The typed letters of a file in their envelope. Raises `HasErrors`.

    >>> import labsvar
    >>> labsvar.message(b"no letter")
    Traceback (most recent call last):
    ...
    labsvar.library.HasErrors: form.not-xml
    """
    return _sound(data)[1]


def check(data: bytes) -> Checked:
    """Everything that is wrong with a file: in its form, against its standard, and in its content.

    Only findings of severity `error` refuse a letter.

    >>> from pathlib import Path
    >>> import labsvar
    >>> checked = labsvar.check(Path("docs/examples/blood-faulty.xml").read_bytes())
    >>> [(found.rule, found.line) for found in checked.findings if found.severity == "error"]
    [('standard.too-long', 35), ('standard.date', 50), ('standard.code', 65)]
    """
    return checks.check(data)


def write(message: Emessage, *, form: Form = "xml", encoding: str = "UTF-8", lines: bool = False) -> Written:
    """The bytes of letters, and what writing them changed, assumed or lost.

    `form` is `xml` or `edifact`; `encoding` is for XML; `lines` puts every element or segment on a line of
    its own. What is not valid is not written. Raises `CannotWrite`.

    >>> from pathlib import Path
    >>> import labsvar
    >>> message = labsvar.message(Path("docs/examples/blood.xml").read_bytes())
    >>> written = labsvar.write(message, form="edifact", lines=True)
    >>> written.data.decode("latin-1").splitlines()[2]
    "UNH+EXAMPLE0001+MEDRPT:D:93A:UN:R0131K+RPT01'"
    >>> [change.path for change in written.changes if change.kind == "lost"]
    []
    """
    return conversion.write(message, form, encoding=encoding, lines=lines)


def convert(
    data: bytes,
    to: str,
    *,
    given: Mapping[str, str] | None = None,
    accept_losses: bool = False,
    encoding: str = "UTF-8",
) -> ConvertedMessage | ConvertedBundle:
    """A file in another form or version: its bytes, its letters, and everything that is not as it was.

    `to` is `xml`, `edifact`, a kind (`xrpt01`, `rpt01`) or a version (`XR0131K`, `R0131K`); or, for FHIR,
    `eu-lab` (the European laboratory report) or `dk-core`. A Bundle of FHIR is read back to a letter. `given` holds
    what the target demands and the letter lacks, by the names of the options of `labsvar convert`
    (`{"from-lab": "KBA"}`). A loss refuses the conversion unless `accept_losses`; a refusal of consent
    is never lost. Raises `HasErrors`, `CannotConvert` and `UnknownTarget`.

    >>> from pathlib import Path
    >>> import labsvar
    >>> data = Path("docs/examples/blood.xml").read_bytes()
    >>> converted = labsvar.convert(data, "XR0130K", accept_losses=True)
    >>> [(change.kind, change.path.rpartition("/")[2]) for change in converted.changes]
    [('changed', 'Emessage'), ('changed', 'VersionCode'), ('lost', 'FromLabIdentifier'), ('lost', 'ReportStatusCode')]
    >>> labsvar.read(converted.data).letters[0].version_code
    'XR0130K'
    """
    if conversion_fhir.is_fhir(data):
        return conversion_fhir.to_letter(
            _bundle(data), to=to, given=given, accept_losses=accept_losses, encoding=encoding
        )
    for target in conversion_fhir.TARGETS:
        if to.lower() == target:
            return conversion_fhir.to_bundle(
                _sound(data)[0], to=target, given=given, accept_losses=accept_losses
            )
    return conversion.convert_read(
        _sound(data)[0], to=to, given=given, accept_losses=accept_losses, encoding=encoding
    )


def show(
    data: bytes,
    *,
    view: Literal["clinician", "citizen", "surveillance"] = "clinician",
    language: Literal["da", "en"] = "en",
    html: bool = False,
) -> str:
    """The letters of a file as their readers see them: text, or a whole page of HTML.

    The citizen's view says the same in plain words; surveillance sees all of an XRPT06, of which the
    others see what an XRPT05 would show. Raises `HasErrors`.

    >>> from pathlib import Path
    >>> import labsvar
    >>> text = labsvar.show(Path("docs/examples/blood.xml").read_bytes(), view="citizen")
    >>> "C-reaktivt protein" in text, "NPU19748" in text
    (True, False)
    """
    from labsvar.cli import output
    from labsvar.cli import show as shown
    from labsvar.cli.language import Say
    from labsvar.web.texts import LANGUAGES

    letters = _sound(data)[1]
    if html:
        return shown.page(letters, LANGUAGES[language], view=view)
    return output.as_text(shown.rendered(letters, Say(language), view=view))


def _bundle(data: bytes) -> Bundle:
    checked = fhir_checks.check(data)
    errors = tuple(each for each in checked.findings if each.severity == "error")
    if errors or not isinstance(checked.read.resource, Bundle):
        raise HasErrors(errors)
    return checked.read.resource


def _sound(data: bytes) -> tuple[EmessageRead, Emessage]:
    found = formats.read(data)
    letters = conversion.message_of(found)
    if letters is None:
        raise HasErrors(found.errors)
    return found, letters
