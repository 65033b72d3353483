"""The codes of the letters and those of FHIR that say the same, read both ways.

Sources: MedCom, Det gode XML klinisk biokemi og immunologisvar XRPT01 and Det nye gode XML mikrobiologisvar
XRPT05 (the codes of the letters); HL7 Denmark, DK Core 3.7.0, DiagnosticReport (status of the report); MedCom
FHIR core 4.0.0, value set of observation status; HL7 FHIR R4 and v3 (the other codes).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Literal

from labsvar.conversion.fhir.systems import MCS, NPU, NPU_BEFORE, PROVIDER, SKS, SOR

ObservationStatus = Literal["registered", "preliminary", "final", "corrected"]
ReportStatus = Literal["registered", "partial", "final", "amended", "corrected"]
CompositionStatus = Literal["preliminary", "final", "amended"]
Comparator = Literal["<", ">"]

RESULT_STATUS: Final[Mapping[str, ObservationStatus]] = {
    "proeve_modtaget": "registered",
    "svar_midlertidigt": "preliminary",
    "svar_endeligt": "final",
    "svar_rettet": "corrected",
}
OF_RESULT_STATUS: Final[Mapping[str, str]] = {
    "registered": "proeve_modtaget",
    "preliminary": "svar_midlertidigt",
    "final": "svar_endeligt",
    "corrected": "svar_rettet",
    "amended": "svar_rettet",
}
REPORT_STATUS: Final[Mapping[str, ReportStatus]] = {
    "modtaget": "registered",
    "del_svar": "partial",
    "komplet_svar": "final",
}
OF_REPORT_STATUS: Final[Mapping[str, str]] = {
    "registered": "modtaget",
    "partial": "del_svar",
    "final": "komplet_svar",
    "preliminary": "del_svar",
    "amended": "komplet_svar",
    "corrected": "komplet_svar",
    "appended": "komplet_svar",
}
COMPOSITION_STATUS: Final[Mapping[ReportStatus, CompositionStatus]] = {
    "registered": "preliminary",
    "partial": "preliminary",
    "final": "final",
    "amended": "amended",
    "corrected": "amended",
}
OPERATOR: Final[Mapping[str, Comparator]] = {"mindre_end": "<", "stoerre_end": ">"}
OF_OPERATOR: Final[Mapping[str, str]] = {str(code): word for word, code in OPERATOR.items()}
VALIDATION: Final = {"for_hoej": "H", "for_lav": "L", "unormal": "A"}
OF_VALIDATION: Final = {code: word for word, code in VALIDATION.items()}
INTERVAL: Final = {"fysiologisk": "normal", "terapeutisk": "therapeutic"}
OF_INTERVAL: Final = {code: word for word, code in INTERVAL.items()}

UNITS: Final[Mapping[str, str]] = {
    "%": "%",
    "10^9/L": "10*9/L",
    "x 10^9/L": "10*9/L",
    "10*9/L": "10*9/L",
    "10^12/L": "10*12/L",
    "x 10^12/L": "10*12/L",
    "10*12/L": "10*12/L",
    "fL": "fL",
    "g/L": "g/L",
    "mg/L": "mg/L",
    "µg/L": "ug/L",
    "μg/L": "ug/L",
    "ug/L": "ug/L",
    "ng/L": "ng/L",
    "mol/L": "mol/L",
    "mmol/L": "mmol/L",
    "µmol/L": "umol/L",
    "μmol/L": "umol/L",
    "umol/L": "umol/L",
    "nmol/L": "nmol/L",
    "pmol/L": "pmol/L",
    "mmol/mol": "mmol/mol",
    "U/L": "U/L",
    "kU/L": "kU/L",
    "int.enh./L": "[iU]/L",
    "IE/L": "[iU]/L",
    "s": "s",
    "kPa": "kPa",
}
"""Units as laboratories write them, and their UCUM code. Assumption: no list of the Danish spellings is
published. A unit that is not here travels as it was sent, without a code; no value is ever computed."""

IDENTIFIER_SYSTEMS: Final[Mapping[str, str]] = {
    "sorkode": SOR,
    "ydernummer": PROVIDER,
    "sygehusafdelingsnummer": SKS,
}
"""The systems of the numbers of organisations; a location number's is a choice, and others have one of our own."""

_CODES: Final = ((re.compile(r"(?:NPU|DNK)\d{5}", re.ASCII), NPU), (re.compile(r"MCS\d{5}", re.ASCII), MCS))
NPU_SYSTEMS: Final = frozenset({NPU, *NPU_BEFORE})


def system_of_iupac(code: str, *, npu: str) -> str | None:
    """The system a code of the type `iupac` belongs to; `None` for one of neither NPU nor MedCom."""
    for form, system in _CODES:
        if form.fullmatch(code):
            return npu if system == NPU else system
    return None
