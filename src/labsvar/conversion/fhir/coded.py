"""Texts that may have a code, as microbiology writes them, and comments of that kind."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from labsvar.conversion.fhir import parts, texts
from labsvar.conversion.fhir.making import Making
from labsvar.conversion.fhir.reading import Reading
from labsvar.conversion.fhir.systems import own_extension
from labsvar.conversion.fhir.values import coded
from labsvar.formats.fhir.resources import Annotation, CodeableConcept, Coding, Extension
from labsvar.letters import common
from labsvar.letters.common import CodedText
from labsvar.letters.element import Paragraphs

WITHOUT_TEXT: Final = Extension(url=own_extension("without-text"), value_boolean=True)
NO_WORDS: Final = "–"
"""What stands for the words of a comment that has none: FHIR demands a text of every note."""
UNKNOWN: Final = CodeableConcept(extension=(parts.absent("unknown"),))


def concept(text: CodedText, making: Making, path: str) -> CodeableConcept:
    """A text and its code as a concept; one that says neither is unknown."""
    made = parts.concept(making.paragraphs(text.text, f"{path}/Text"), *_codes(text, making))
    return UNKNOWN if made == CodeableConcept() else made


def notes(comments: Iterable[CodedText], making: Making, path: str) -> tuple[Annotation, ...]:
    """Comments as notes, one each; their codes stand beside them."""
    return tuple(_note(each, making, f"{path}[{number}]") for number, each in enumerate(comments, 1))


def remark(name: str, text: str | None) -> tuple[Annotation, ...]:
    """A text of the letter that is no comment, as a note with the name of its element."""
    return () if not text else (Annotation(extension=(parts.said("remark", name),), text=text),)


def remark_in(found: Iterable[Annotation], name: str) -> str | None:
    """The text that `remark` was given."""
    return next((each.text for each in found if parts.said_in(each.extension, "remark") == name), None)


def text_of(found: CodeableConcept | None, reading: Reading, path: str) -> CodedText:
    """A concept as a letter's text with at most one code; codes that a letter has no word for are told as lost."""
    codings = found.coding if found else ()
    read = [coded(each) for each in codings]
    chosen = next((place for place, each in enumerate(read) if each is not None), None)
    for place in range(len(codings)):
        if place != chosen:
            _tell_code(f"{path}.coding[{place}]", reading)
    display = next((each.display for each in codings if each.display), None)
    words = (found.text if found else None) or display or ""
    return CodedText(
        coding=None if chosen is None else _coding(codings[chosen]), text=texts.paragraphs(words)
    )


def comments_of(found: Iterable[Annotation], reading: Reading, path: str) -> tuple[CodedText, ...]:
    """The notes that are comments."""
    return tuple(
        _comment(each, reading, f"{path}[{place}]")
        for place, each in enumerate(found)
        if parts.said_in(each.extension, "remark") is None
    )


def _codes(text: CodedText, making: Making) -> tuple[Coding, ...]:
    if text.coding is None:
        return ()
    return (
        parts.analysis_code(
            code=text.coding.code,
            kind=text.coding.code_type,
            responsible=text.coding.code_responsible,
            npu=making.choices.npu,
        ),
    )


def _note(comment: CodedText, making: Making, path: str) -> Annotation:
    words = making.paragraphs(comment.text, f"{path}/Text")
    codes = tuple(
        Extension(url=own_extension("note-code"), value_coding=each) for each in _codes(comment, making)
    )
    if words is None:
        return Annotation(extension=(*codes, WITHOUT_TEXT), text=NO_WORDS)
    return Annotation(extension=codes, text=words)


def _comment(found: Annotation, reading: Reading, path: str) -> CodedText:
    codings = [each.value_coding for each in found.extension if each.value_coding is not None]
    coding = _coding(codings[0]) if codings else None
    words = "" if WITHOUT_TEXT in found.extension else found.text
    if codings and coding is None:
        _tell_code(f"{path}.extension", reading)
    return CodedText(coding=coding, text=texts.paragraphs(words))


def _coding(found: Coding) -> common.Coding | None:
    read = coded(found)
    if read is None:
        return None
    return common.Coding(code=read.code, code_type=read.kind, code_responsible=read.responsible)


def _tell_code(path: str, reading: Reading) -> None:
    reading.notes.lost(
        path,
        da="brevet har kun plads til én kode, fra NPU, MedCom eller laboratoriet selv",
        en="the letter has room for one code only, of NPU, MedCom or the laboratory itself",
    )


def empty() -> Paragraphs:
    """A text that says nothing."""
    return texts.paragraphs("")
