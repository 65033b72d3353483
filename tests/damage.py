"""Letters damaged in every way a sender might think of, for readers that have to say what is wrong.

damaged(data, Random(7))        one or two changes to elements, values, attributes or layout
garbled(data, Random(7))        a few bytes put in, taken out or changed, well-formed or not
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from random import Random

from lxml import etree

from labsvar.formats.xml.slow import XSI

VALUES = (
    "", " ", "\n", "x", "x" * 4, "x" * 36, "x" * 71, "x" * 501, "😀" * 3, "😀" * 36, "0", "1", "2", "+5", "007",
    " 7 ", "1000", "-1", "1.0", "true", "false", "TRUE", " true ", "2026-02-28", "2026-02-29", "2024-02-29",
    "0000-01-01", "2026-01-01Z", "2026-01-01+15:00", "2026-13-01", "26-01-01", "-0004-02-29", "08:15", "24:00",
    "8:15", "08:15:00", "svar_endeligt", "numerisk", "iupac", "komplet_svar", "patologi ", "patologi",
    "amt", "lokal_kode", "pluspositivkvitt", "minuspositivkvitt", "XR0131K", "XR0130K", "XRPT01", "2512489996",
    "25124899961", "*****", "ukendt_lokationsnummer", "1" * 19, "9" * 30, "a&b<c>d", "\u00a0", "\t",
)  # fmt: skip
NAMES = (
    "Comments",
    "Break",
    "Bold",
    "Text",
    "Paragraph",
    "Identifier",
    "Value",
    "Unit",
    "Result",
    "Nonsense",
)
ATTRIBUTES = (
    ("a", "1"),
    (f"{XSI}schemaLocation", "a b"),
    (f"{XSI}noNamespaceSchemaLocation", "a"),
    (f"{XSI}nil", "true"),
    (f"{XSI}type", "xs:date"),
    (f"{XSI}type", "xs:boolean"),
    ("{http://www.w3.org/XML/1998/namespace}lang", "da"),
)
STRAYS = (" ", "\n  ", "x", "\u00a0", "\u2003")


def damaged(data: bytes, random: Random) -> bytes:
    """A well-formed file with one or two changes, most of which make it invalid."""
    root = etree.fromstring(data)
    for _ in range(random.choice((1, 1, 2))):
        random.choice(KINDS)(root, random)
    etree.cleanup_namespaces(root, keep_ns_prefixes=["xs"])
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def garbled(data: bytes, random: Random) -> bytes:
    """A file with a few bytes that are not as they were."""
    made = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 3))):
        place = random.randrange(len(made))
        match random.randrange(5):
            case 0:
                made[place] = random.randrange(256)
            case 1:
                del made[place : place + random.choice((1, 1, 2, 10, 100))]
            case 2:
                made[place:place] = random.choice(SNIPPETS)
            case 3:
                end = random.randrange(place, min(len(made), place + 60) + 1)
                made[place:place] = made[place:end]
            case _:
                made[place:place] = bytes([random.choice(b"<>&/ \r\n\"'=x\x00\x0b\x85")])
    return bytes(made)


SNIPPETS = (
    b"<", b">", b"&", b"&amp;", b"&lt;", b"&#65;", b"&#0;", b"&#x1F600;", b"&#xD800;", b"&nope;", b"]]>", b"<!--x-->",
    b"<!-- -- -->", b"<?x y?>", b"<![CDATA[x]]>", b"<Break/>", b"<Break></Break>", b"<Break />", b"<Bold>", b"</Bold>",
    b"</Letter>", b" \n", b"\r\n", b"\r", b"\xc3\xa6", b"\xff", b"\xc2\x96", b"\xef\xbf\xbf", b"\xed\xa0\x80",
    b" xmlns='x'", b" a='1'", b"<x:y xmlns:x='z'/>",
)  # fmt: skip


def _any(root: etree._Element, random: Random) -> etree._Element:
    return random.choice(list(root.iter("*")))


def _below(root: etree._Element, random: Random) -> etree._Element:
    return random.choice(list(root.iter("*"))[1:] or [root])


def _leaf(root: etree._Element, random: Random) -> etree._Element:
    return random.choice([element for element in root.iter("*") if not len(element)])


def _drop(root: etree._Element, random: Random) -> None:
    element = _below(root, random)
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _double(root: etree._Element, random: Random) -> None:
    element = _below(root, random)
    for _ in range(random.choice((1, 1, 2, 11, 21))):
        element.addnext(copy.deepcopy(element))


def _swap(root: etree._Element, random: Random) -> None:
    element = _below(root, random)
    after = element.getnext()
    if after is not None:
        after.addnext(element)


def _move(root: etree._Element, random: Random) -> None:
    element, parent = _below(root, random), _any(root, random)
    if parent not in element.iter("*"):
        parent.insert(random.randint(0, len(parent)), element)


def _copy_elsewhere(root: etree._Element, random: Random) -> None:
    parent = _any(root, random)
    parent.insert(random.randint(0, len(parent)), copy.deepcopy(_below(root, random)))


def _rename(root: etree._Element, random: Random) -> None:
    element = _any(root, random)
    names = [etree.QName(other).localname for other in root.iter("*")]
    namespace = random.choice((etree.QName(root).namespace, etree.QName(root).namespace, "urn:other", None))
    element.tag = etree.QName(namespace, random.choice((*NAMES, *names))).text


def _value(root: etree._Element, random: Random) -> None:
    _leaf(root, random).text = random.choice(VALUES)


def _borrowed_value(root: etree._Element, random: Random) -> None:
    _leaf(root, random).text = _leaf(root, random).text


def _padded_value(root: etree._Element, random: Random) -> None:
    element = _leaf(root, random)
    space = random.choice((" ", "\n", "\t ", "\u00a0"))
    element.text = random.choice((f"{space}{element.text}", f"{element.text}{space}"))


def _attribute(root: etree._Element, random: Random) -> None:
    _any(root, random).set(*random.choice(ATTRIBUTES))


def _stray(root: etree._Element, random: Random) -> None:
    element = _below(root, random)
    if random.random() < 0.5:
        element.tail = (element.tail or "") + random.choice(STRAYS)
    else:
        element.text = (element.text or "") + random.choice(STRAYS)


def _comment(root: etree._Element, random: Random) -> None:
    element = _any(root, random)
    note = random.choice((etree.Comment("x"), etree.ProcessingInstruction("x", "y")))
    note.tail = element.text
    element.text = None
    element.insert(0, note)


def _character_data(root: etree._Element, random: Random) -> None:
    element = _leaf(root, random)
    if element.text:
        element.text = etree.CDATA(element.text.replace("]]>", ""))


def _nested(root: etree._Element, random: Random) -> None:
    element = _leaf(root, random)
    namespace = etree.QName(root).namespace
    child = etree.SubElement(element, etree.QName(namespace, random.choice(NAMES)))
    child.tail = random.choice((None, "x"))


KINDS: tuple[Callable[[etree._Element, Random], None], ...] = (
    _drop, _double, _swap, _move, _copy_elsewhere, _rename, _value, _value, _value, _borrowed_value, _padded_value,
    _attribute, _stray, _comment, _character_data, _nested,
)  # fmt: skip
