"""Input made to exhaust a reader: each is about 2 MB and has to be answered within a second.

`INPUTS` maps what an input is to a function that makes its bytes. `RULES` names the rule that refuses it,
for those that no reader may take.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from labsvar.formats.xml import write
from tests.builders import emessage, laboratory_report, microbiology_report

SIZE = 2_000_000
CLOSING = b"</Emessage>"


@cache
def letter() -> bytes:
    """A valid file with one letter, on one line."""
    return write(emessage(laboratory_report(comments=("Prøven var let hæmolyseret",))))


@cache
def microbiology() -> bytes:
    return write(emessage(microbiology_report()))


def opening() -> bytes:
    """Everything before the letters."""
    return letter()[: letter().index(b"<LaboratoryReport>")]


def fill(piece: bytes, size: int = SIZE) -> bytes:
    return piece * (size // len(piece))


def within(place: bytes, junk: bytes, data: Callable[[], bytes] = letter) -> bytes:
    """The letter with junk right after the first tag or text given."""
    before, found, after = data().partition(place)
    assert found
    return before + found + junk + after


def numbered(template: bytes, count: int) -> bytes:
    return b"".join(template % number for number in range(count))


COMMENTS = b"<Comments>"
GENERAL = b"</GeneralResultInformation>"
VALUE = b"<Value>"

INPUTS: dict[str, Callable[[], bytes]] = {
    "only spaces": lambda: b" " * SIZE,
    "spaces between elements": lambda: within(b"<Letter>", b" " * SIZE),
    "spaces in a value": lambda: within(VALUE, b" " * SIZE),
    "line breaks between elements": lambda: within(b"<Letter>", b"\r\n" * (SIZE // 2)),
    "breaks": lambda: within(COMMENTS, fill(b"<Break/>")),
    "as many breaks as a letter may have elements": lambda: within(COMMENTS, fill(b"<Break/>", 390_000)),
    "breaks with an attribute": lambda: within(COMMENTS, fill(b'<Break a="1"/>')),
    "elements of one letter": lambda: within(COMMENTS, fill(b"<a/>")),
    "as many unknown elements as there may be": lambda: within(b"<Result>", fill(b"<a/>", 196_000)),
    "unknown elements on lines of their own": lambda: within(b"<Result>", fill(b"<a/>\n", 240_000)),
    "start tags without an end": lambda: within(COMMENTS, fill(b"<a>")),
    "elements with names of their own": lambda: within(COMMENTS, numbered(b"<a%d/>", 200_000)),
    "levels": lambda: within(COMMENTS, fill(b"<a>", SIZE // 2) + fill(b"</a>", SIZE // 2)),
    "300 levels": lambda: within(COMMENTS, b"<a>" * 300 + b"</a>" * 300),
    "references": lambda: within(COMMENTS, fill(b"&amp;")),
    "references by number": lambda: within(COMMENTS, fill(b"&#65;")),
    "unknown entities": lambda: within(COMMENTS, fill(b"&lol;")),
    "bare ampersands": lambda: within(COMMENTS, fill(b"&")),
    "CDATA sections": lambda: within(COMMENTS, fill(b"<![CDATA[x]]>")),
    "one CDATA section": lambda: within(COMMENTS, b"<![CDATA[" + b"x" * SIZE + b"]]>"),
    "comments in a letter": lambda: within(COMMENTS, fill(b"<!--x-->")),
    "comments between letters": lambda: opening() + fill(b"<!--x-->") + CLOSING,
    "comments before the root": lambda: letter().replace(b"<Emessage", fill(b"<!--x-->") + b"<Emessage", 1),
    "comments after the root": lambda: letter() + fill(b"<!--x-->"),
    "comments with end tags in them": lambda: (
        opening()
        + b"<LaboratoryReport>"
        + fill(b"<!--</LaboratoryReport>-->")
        + b"</LaboratoryReport></Emessage>"
    ),
    "processing instructions": lambda: within(COMMENTS, fill(b"<?a b?>")),
    "text": lambda: within(COMMENTS, b"x" * SIZE),
    "closing brackets": lambda: within(COMMENTS, b"]" * SIZE),
    "text between letters": lambda: opening() + b"x" * SIZE + CLOSING,
    "200,000 attributes on one element": lambda: letter().replace(
        b"<Letter>", b"<Letter" + numbered(b' a%d="1"', 200_000) + b">"
    ),
    "200,000 attributes on the root": lambda: letter().replace(
        b"<Emessage", b"<Emessage" + numbered(b' a%d="1"', 200_000), 1
    ),
    "namespaces": lambda: letter().replace(
        b"<Letter>", b"<Letter" + numbered(b' xmlns:a%d="u"', 90_000) + b">"
    ),
    "an attribute that never ends": lambda: opening() + b'<LaboratoryReport a="' + fill(b'>"b"') + CLOSING,
    "letters without anything in them": lambda: opening() + fill(b"<LaboratoryReport/>") + CLOSING,
    "letters with text between them": lambda: (
        opening() + fill(b"x<LaboratoryReport></LaboratoryReport>") + CLOSING
    ),
    "letters inside letters": lambda: opening() + fill(b"<LaboratoryReport>") + CLOSING,
    "letters nobody knows": lambda: opening() + fill(b"<x/>") + CLOSING,
    "envelopes": lambda: opening() + fill(b"<Envelope/>") + CLOSING,
    "results": lambda: within(GENERAL, fill(b"<Result/>")),
    "comments on a report": lambda: within(
        b"<LaboratoryResults>",
        fill(b"<Comments><Text><Paragraph>x</Paragraph></Text></Comments>"),
        microbiology,
    ),
    "paragraphs": lambda: within(b"<ClinicalInformation>", fill(b"<Paragraph></Paragraph>"), microbiology),
    "formats": lambda: within(
        b"mmol/L</Unit>", b"<ResultComments>" + fill(b"<Bold>x</Bold>") + b"</ResultComments>"
    ),
    "formats inside formats": lambda: within(
        b"mmol/L</Unit>",
        b"<ResultComments>" + fill(b"<Bold>", SIZE // 2) + fill(b"</Bold>", SIZE // 2) + b"</ResultComments>",
    ),
    "a date of digits": lambda: within(b"<Date>", b"1" * SIZE),
    "a code": lambda: within(b"<MedicalSpecialityCode>", b"x" * SIZE),
    "zeros": lambda: b"\0" * SIZE,
    "less-than signs": lambda: b"<" * SIZE,
    "a start tag that never ends": lambda: b"<" + b"a" * SIZE,
    "UTF-16": lambda: b"\xff\xfe" + ("x" * (SIZE // 2)).encode("utf-16-le"),
    "an entity bomb": lambda: letter().replace(b"<Emessage", bomb() + b"<Emessage", 1),
}

RULES = {
    "only spaces": "form.prolog-too-long",
    "breaks": "form.too-many-elements",
    "breaks with an attribute": "form.too-many-attributes",
    "elements of one letter": "form.too-many-elements",
    "elements with names of their own": "form.too-many-names",
    "levels": "form.too-deep",
    "300 levels": "form.too-deep",
    "unknown entities": "form.not-well-formed",
    "bare ampersands": "form.not-well-formed",
    "comments between letters": "form.prolog-too-long",
    "comments before the root": "form.prolog-too-long",
    "comments after the root": "form.prolog-too-long",
    "text between letters": "form.prolog-too-long",
    "200,000 attributes on one element": "form.too-many-attributes",
    "200,000 attributes on the root": "form.too-many-attributes",
    "letters without anything in them": "form.too-many-findings",
    "letters nobody knows": "form.too-many-findings",
    "zeros": "form.not-xml",
    "UTF-16": "form.encoding-wide",
    "an entity bomb": "form.doctype",
}


def bomb() -> bytes:
    """A billion laughs."""
    entities = b'<!ENTITY lol0 "lol">'
    entities += b"".join(
        b'<!ENTITY lol%d "%s">' % (level, b"&lol%d;" % (level - 1) * 10) for level in range(1, 10)
    )
    return b"<!DOCTYPE Emessage [" + entities + b"]>"
