"""The example letters in `docs/examples`: about MedCom's test person Nancy, from organisations made up."""

from __future__ import annotations

from labsvar.formats import xml
from labsvar.letters.catalogue import AnyLetter
from tests.builders import emessage, laboratory_report, limits, microbiology_report, result

_POTASSIUM = result("NPU03230", "4.0", "mmol/L", short_name="Kalium;P", interval=limits("3.5", "4.6"))
_CRP = limits(None, "8")
_SAMPLED = "<SamplingDateTime>\n          <Date>{}</Date>"


def examples() -> dict[str, str]:
    """Every example: its file name, and its text."""
    blood = laboratory_report(number="EXAMPLE0001")
    corrected = laboratory_report(
        number="EXAMPLE0002",
        authorised="2026-03-02 14:35",
        resulted="2026-03-02 14:30",
        results=(
            result(value="21", status="svar_rettet", interval=_CRP, result_validation="for_hoej"),
            _POTASSIUM,
        ),
    )
    urine = microbiology_report(number="EXAMPLE0003")
    written = _written(blood, "EXAMPLEK0001")
    return {
        "blood.xml": written,
        "blood-corrected.xml": _written(corrected, "EXAMPLEK0002"),
        "urine.xml": _written(urine, "EXAMPLEK0003"),
        "blood-faulty.xml": _faulty(written.replace("EXAMPLEK0001", "EXAMPLEK0004")),
    }


def _written(letter: AnyLetter, envelope: str) -> str:
    return xml.write(emessage(letter, number=envelope), indent=True).decode("utf-8")


def _faulty(text: str) -> str:
    """A letter with three faults: a name that is too long, a code that is none, and a date that is not."""
    faults = {
        "EXAMPLE0001": "EXAMPLE0004",
        "Lægerne Testvej<": "Lægerne på Testvej og alle de andre veje i nærheden<",
        "svar_endeligt": "svar_klar",
        _SAMPLED.format("2026-03-02"): _SAMPLED.format("2026-02-30"),
    }
    for right, wrong in faults.items():
        assert right in text, f"{right} does not occur"
        text = text.replace(right, wrong, 1)
    return text
