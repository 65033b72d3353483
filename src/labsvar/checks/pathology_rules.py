"""The rules about what a letter of pathology, cytology or genetics says.

They warn or note: an answer is never refused for how its diagnoses are written.
"""

from __future__ import annotations

from typing import Final

from labsvar.findings import define

_XRPT03: Final = "MedCom's OIOXML schemas of XRPT03 (XR0331P, XR0330P)"
_XRPT04: Final = "MedCom's OIOXML schemas of XRPT04 (XR0432P, XR0431P, XR0430P)"
_XRPT07: Final = "MedCom, Det gode XML genetiksvar XRPT07 (2015-04-29)"
_OWN: Final = "Labsvar's own rule, from what the fields mean in "
_STYLESHEETS: Final = "MedCom's conversion stylesheets of R0330P and R0430P"

CONSENT_NOT_STATED = define(
    "content.consent-not-stated",
    "note",
    da="Brevet angiver ikke samtykke. I denne version står samtykket i brevet, når det er givet, så det regnes "
    "for ikke givet.",
    en="The letter states no consent. In this version consent stands in the letter when it is given, so it "
    "counts as not given.",
    todo_da="Skriv Consent med Given og Text, hvis patienten har samtykket, eller send en nyere version.",
    todo_en="Write Consent with Given and Text if the patient consents, or send a newer version.",
    source=f"{_STYLESHEETS}, in which HAN+CDS means that consent is given. Assumption: without it, it is not",
)
TOPOGRAPHY_CODE = define(
    "content.topography-code",
    "warning",
    da="Topografiens kode begynder ikke med T.",
    en="The code of the topography does not begin with T.",
    todo_da="Skriv T-koden først, og de øvrige koder som Result.",
    todo_en="Write the T code first, and the other codes as Result.",
    source=f"{_XRPT04}: Topography holds the T code of the Danish pathology SNOMED",
)
DIAGNOSIS_CODE = define(
    "content.diagnosis-code",
    "note",
    da="Koden har ikke formen af en kode fra patologiens SNOMED: et eller to store bogstaver og så cifre eller "
    "store bogstaver.",
    en="The code is not of the form of the Danish pathology SNOMED: one or two capital letters, then digits or "
    "capital letters.",
    todo_da="Se efter, om koden er rigtig.",
    todo_en="See whether the code is right.",
    source="Assumption from MedCom's example letters RPT03 and RPT04, whose codes all have this form",
)
HEADLINE_BLANK = define(
    "content.headline-blank",
    "note",
    da="Overskriften er tom.",
    en="The headline is blank.",
    todo_da="Skriv en overskrift; læseren ser ellers ikke, hvad teksten handler om.",
    todo_en="Write a headline; without it the reader cannot see what the text is about.",
    source=f"{_OWN}{_XRPT04}",
)
SECTION_EMPTY = define(
    "content.section-empty",
    "note",
    da="Afsnittet har en overskrift, men hverken tekst eller henvisning.",
    en="The section has a headline but neither text nor reference.",
    todo_da="Udelad afsnittet, eller skriv dets tekst.",
    todo_en="Leave the section out, or write its text.",
    source=f"{_OWN}{_XRPT04}",
)
ANSWER_EMPTY = define(
    "content.answer-empty",
    "warning",
    da="Svaret er endeligt, men har hverken diagnoser eller tekst.",
    en="The answer is final but has neither diagnoses nor text.",
    todo_da="Send svarets diagnoser eller tekst, eller giv det den status, det har.",
    todo_en="Send the diagnoses or the text of the answer, or give it the status it has.",
    source=f"{_OWN}{_XRPT04}",
)
RECEIVED_WITH_ANSWER = define(
    "content.received-with-answer",
    "warning",
    da="Svaret har status proeve_modtaget, men har diagnoser eller en konklusion.",
    en="The answer has the status proeve_modtaget but has diagnoses or a conclusion.",
    todo_da="Giv svaret den status, det har.",
    todo_en="Give the answer the status it has.",
    source=f"{_OWN}{_XRPT04}",
)
DIAGNOSES_WITHOUT_HEADLINE = define(
    "content.diagnoses-without-headline",
    "note",
    da="Der er diagnoser, men ingen overskrift over dem.",
    en="There are diagnoses but no headline above them.",
    todo_da="Skriv DiagnosisHeadline; EDIFACT har den altid, når der er diagnoser.",
    todo_en="Write DiagnosisHeadline; EDIFACT always has it when there are diagnoses.",
    source="MedCom's conversion between MEDRPT R0432P and XRPT04",
)
SAMPLE_TWICE = define(
    "content.sample-twice",
    "note",
    da="To prøver har samme nummer hos laboratoriet.",
    en="Two samples have the same number at the laboratory.",
    todo_da="Giv hver prøve sit nummer.",
    todo_en="Give each sample a number of its own.",
    source=f"{_OWN}{_XRPT04}",
)
SAMPLE_NUMBERS_DIFFER = define(
    "content.sample-numbers-differ",
    "note",
    da="Prøvens nummer er et andet her end i RequisitionInformation.",
    en="The number of the sample is another here than in RequisitionInformation.",
    todo_da="Et cervixsvar handler om én prøve: skriv samme nummer begge steder.",
    todo_en="A cervix answer is about one sample: write the same number in both places.",
    source=f"{_OWN}{_XRPT03}",
)
RELATIVE_IS_PATIENT = define(
    "content.relative-is-patient",
    "warning",
    da="Den pårørende har patientens eget nummer.",
    en="The relative has the patient's own number.",
    todo_da="Ret den pårørendes nummer, eller udelad det.",
    todo_en="Correct the relative's number, or leave it out.",
    source=f"{_OWN}{_XRPT04}",
)
ROW_TWICE = define(
    "content.table-row-twice",
    "note",
    da="Hæmatologitabellen nævner samme celletype to gange.",
    en="The haematology table names the same type of cell twice.",
    todo_da="Nævn hver celletype én gang.",
    todo_en="Name each type of cell once.",
    source=f"{_OWN}{_XRPT04}",
)
GENETIC_CODE = define(
    "content.genetic-code",
    "note",
    da="Koden for det genetiske svar er ikke NPU eller DNK og fem cifre.",
    en="The code of the genetic answer is not NPU or DNK and five digits.",
    todo_da="Skriv NPU-koden for hele svaret, eller udelad koden.",
    todo_en="Write the NPU code of the whole answer, or leave the code out.",
    source=f"{_XRPT07}, change list of 2015-04-27",
)
GENETIC_NAME_MISSING = define(
    "content.genetic-name-missing",
    "note",
    da="Det genetiske svar har en kode, men ikke kodens navn.",
    en="The genetic answer has a code but not the name of the code.",
    todo_da="Skriv kodens navn i AnalysisCompleteName.",
    todo_en="Write the name of the code in AnalysisCompleteName.",
    source=f"{_XRPT07}, change list of 2015-04-27",
)
