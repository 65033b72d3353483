"""The rules about the form of an EDIFACT interchange.

Form rules say why a file or a message in it cannot be relied on. What a table of segments demands stands
in `table_rules`. The texts name segments, places and limits only.
"""

from __future__ import annotations

from typing import Final

from labsvar.findings import define

SYNTAX = "ISO 9735:1988 (EDIFACT syntax rules)"
MEDCOM = "MedCom's EDIFACT messages, glasdam/edifact_converter (MIT, 2015)"
LIMIT = "Limit of this installation, against input made to exhaust it"

SERVICE: Final = define(
    "form.edifact-una",
    "error",
    da="UNA giver ikke seks tjenestetegn, der kan skelnes.",
    en="UNA does not give six service characters that can be told apart.",
    todo_da="Skriv UNA:+.? ' eller udelad segmentet.",
    todo_en="Write UNA:+.? ' or leave the segment out.",
    source=f"{SYNTAX}, 7.1",
)
DECIMAL: Final = define(
    "form.edifact-decimal",
    "warning",
    da="UNA angiver et andet decimaltegn end punktum; værdierne læses, som de er skrevet.",
    en="UNA names another decimal mark than the full stop; the values are read as they are written.",
    todo_da="Brug punktum som decimaltegn.",
    todo_en="Use the full stop as decimal mark.",
    source=MEDCOM,
)
UTF8: Final = define(
    "form.edifact-utf8",
    "error",
    da="Filen er skrevet i UTF-8; EDIFACT-breve skrives i ISO-8859-1 (UNOC).",
    en="The file is written in UTF-8; EDIFACT letters are written in ISO-8859-1 (UNOC).",
    todo_da="Skriv filen i ISO-8859-1.",
    todo_en="Write the file in ISO-8859-1.",
    source="ISO/IEC 8859-1; ISO 9735:1988/Amd 1:1992 (UNOC)",
)
# Assumption: an error, as for XML (form.encoding-control). Read as ISO-8859-1 such a byte is a control
# character that no screen shows; read as windows-1252 it is a guess.
CONTROL: Final = define(
    "form.edifact-control",
    "error",
    da="Filen har styretegn eller bytes mellem 80 og 9F, som ikke findes i ISO-8859-1's tekst.",
    en="The file holds control characters or bytes from 80 to 9F, which are no text in ISO-8859-1.",
    todo_da="Skriv teksten i ISO-8859-1; bytes mellem 80 og 9F stammer oftest fra windows-1252.",
    todo_en="Write the text in ISO-8859-1; bytes from 80 to 9F mostly come from windows-1252.",
    source="ISO/IEC 8859-1; Windows code page 1252",
)
REPERTOIRE: Final = define(
    "form.edifact-repertoire",
    "error",
    da="UNB angiver et tegnsæt eller en syntaksversion, der ikke læses.",
    en="UNB names a character repertoire or a syntax version that is not read.",
    todo_da="Skriv UNOC:3, og skriv filen i ISO-8859-1.",
    todo_en="Write UNOC:3, and write the file in ISO-8859-1.",
    source=f"{SYNTAX}, 5",
)
LETTERS: Final = define(
    "form.edifact-letters",
    "warning",
    da="Filen angiver UNOA eller UNOB, men har tegn ud over ASCII; de læses som ISO-8859-1.",
    en="The file names UNOA or UNOB but holds characters beyond ASCII; they are read as ISO-8859-1.",
    todo_da="Angiv UNOC.",
    todo_en="Name UNOC.",
    source=f"{SYNTAX}, 5",
)
RELEASE: Final = define(
    "form.edifact-release",
    "error",
    da="Frigivelsestegnet står foran et tegn, der ikke er et tjenestetegn.",
    en="The release character stands before a character that is no service character.",
    todo_da="Skriv et spørgsmålstegn i teksten som ??.",
    todo_en="Write a question mark in a text as ??.",
    source=f"{SYNTAX}, 7.1",
)
TAG: Final = define(
    "form.edifact-tag",
    "error",
    da="Et segment begynder ikke med et segmentnavn på tre tegn.",
    en="A segment does not begin with a tag of three characters.",
    todo_da="Begynd segmentet med sit navn, og sæt ? foran ' i tekst.",
    todo_en="Begin the segment with its tag, and put ? before ' in text.",
    source=f"{SYNTAX}, 8",
)
TRUNCATED: Final = define(
    "form.edifact-truncated",
    "error",
    da="Filen slutter midt i et segment.",
    en="The file ends within a segment.",
    todo_da="Send hele filen igen.",
    todo_en="Send the whole file again.",
    source=f"{SYNTAX}, 8",
)
UNB_MISSING: Final = define(
    "form.edifact-unb-missing",
    "error",
    da="Filen begynder ikke med UNB.",
    en="The file does not begin with UNB.",
    todo_da="Begynd med UNA og UNB.",
    todo_en="Begin with UNA and UNB.",
    source=f"{SYNTAX}, 7",
)
UNB_TWICE: Final = define(
    "form.edifact-unb-twice",
    "error",
    da="UNB står mere end én gang.",
    en="UNB stands more than once.",
    todo_da="Behold ét UNB, og send hver kuvert for sig.",
    todo_en="Keep one UNB, and send every interchange by itself.",
    source=f"{SYNTAX}, 7",
)
UNB_INCOMPLETE: Final = define(
    "form.edifact-unb-incomplete",
    "error",
    da="UNB er ikke fuldstændigt: {what_da} mangler eller har ikke sin form.",
    en="UNB is not complete: {what_en} is missing or not in its form.",
    todo_da="Skriv UNB+UNOC:3+afsender:14+modtager:14+ÅÅMMDD:TTMM+kuvertnummer.",
    todo_en="Write UNB+UNOC:3+sender:14+receiver:14+YYMMDD:HHMM+envelope number.",
    source=f"{SYNTAX}, UNB",
)
UNB_EXTRA: Final = define(
    "form.edifact-unb-extra",
    "error",
    da="UNB har indhold i et element, som breve ikke bruger, fx en markering af test.",
    en="UNB holds something in an element that letters do not use, such as a test indicator.",
    todo_da="Udelad elementet.",
    todo_en="Leave the element out.",
    source=MEDCOM,
)
UNH_INCOMPLETE: Final = define(
    "form.edifact-unh-incomplete",
    "error",
    da="UNH mangler brevnummer, type eller version.",
    en="UNH lacks the letter number, the type or the version.",
    todo_da="Skriv UNH+brevnummer+TYPE:D:93A:UN:VERSION+statistikkode.",
    todo_en="Write UNH+letter number+TYPE:D:93A:UN:VERSION+statistical code.",
    source=f"{SYNTAX}, UNH",
)
UNT_MISSING: Final = define(
    "form.edifact-unt-missing",
    "error",
    da="Brevet slutter ikke med UNT.",
    en="The letter does not end with UNT.",
    todo_da="Afslut brevet med UNT+antal segmenter+brevnummer.",
    todo_en="End the letter with UNT+number of segments+letter number.",
    source=f"{SYNTAX}, UNT",
)
UNT_INCOMPLETE: Final = define(
    "form.edifact-unt-incomplete",
    "error",
    da="UNT mangler antal segmenter eller brevnummer.",
    en="UNT lacks the number of segments or the letter number.",
    todo_da="Skriv UNT+antal segmenter+brevnummer.",
    todo_en="Write UNT+number of segments+letter number.",
    source=f"{SYNTAX}, UNT",
)
UNT_REFERENCE: Final = define(
    "form.edifact-unt-reference",
    "error",
    da="UNT har et andet brevnummer end UNH.",
    en="UNT has another letter number than UNH.",
    todo_da="Skriv samme nummer i UNH og UNT.",
    todo_en="Write the same number in UNH and UNT.",
    source=f"{SYNTAX}, UNT",
)
UNT_COUNT: Final = define(
    "form.edifact-unt-count",
    "error",
    da="UNT tæller ikke de {count} segmenter, som brevet har fra UNH til UNT.",
    en="UNT does not count the {count} segments that the letter has from UNH to UNT.",
    todo_da="Send hele brevet igen med det rigtige antal.",
    todo_en="Send the whole letter again with the right number.",
    source=f"{SYNTAX}, UNT",
)
UNZ_MISSING: Final = define(
    "form.edifact-unz-missing",
    "error",
    da="Filen slutter ikke med UNZ.",
    en="The file does not end with UNZ.",
    todo_da="Send hele filen igen, afsluttet med UNZ+antal breve+kuvertnummer.",
    todo_en="Send the whole file again, ended by UNZ+number of letters+envelope number.",
    source=f"{SYNTAX}, UNZ",
)
UNZ_INCOMPLETE: Final = define(
    "form.edifact-unz-incomplete",
    "error",
    da="UNZ mangler antal breve eller kuvertnummer.",
    en="UNZ lacks the number of letters or the envelope number.",
    todo_da="Skriv UNZ+antal breve+kuvertnummer.",
    todo_en="Write UNZ+number of letters+envelope number.",
    source=f"{SYNTAX}, UNZ",
)
UNZ_REFERENCE: Final = define(
    "form.edifact-unz-reference",
    "error",
    da="UNZ har et andet kuvertnummer end UNB.",
    en="UNZ has another envelope number than UNB.",
    todo_da="Skriv samme nummer i UNB og UNZ.",
    todo_en="Write the same number in UNB and UNZ.",
    source=f"{SYNTAX}, UNZ",
)
UNZ_COUNT: Final = define(
    "form.edifact-unz-count",
    "error",
    da="UNZ tæller ikke de {count} breve, som filen har.",
    en="UNZ does not count the {count} letters that the file has.",
    todo_da="Send hele filen igen med det rigtige antal.",
    todo_en="Send the whole file again with the right number.",
    source=f"{SYNTAX}, UNZ",
)
NO_LETTERS: Final = define(
    "form.edifact-no-letters",
    "error",
    da="Filen har ingen breve.",
    en="The file has no letters.",
    todo_da="Læg mindst ét brev mellem UNB og UNZ.",
    todo_en="Put at least one letter between UNB and UNZ.",
    source=f"{SYNTAX}, 7",
)
OUTSIDE: Final = define(
    "form.edifact-outside",
    "error",
    da="{tag} står uden for brevene.",
    en="{tag} stands outside the letters.",
    todo_da="Flyt segmentet ind i et brev, eller fjern det.",
    todo_en="Move the segment into a letter, or remove it.",
    source=f"{SYNTAX}, 7",
)
AFTER_END: Final = define(
    "form.edifact-after-end",
    "error",
    da="Der står noget efter UNZ.",
    en="Something stands after UNZ.",
    todo_da="Send hver kuvert som en fil for sig.",
    todo_en="Send every interchange as a file of its own.",
    source=f"{SYNTAX}, 7",
)
UNKNOWN_MESSAGE: Final = define(
    "form.edifact-unknown-message",
    "error",
    da="{name} er ikke et laboratoriebrev, som læses her.",
    en="{name} is not a laboratory letter that is read here.",
    todo_da="Send et af de breve, der læses: {known}.",
    todo_en="Send one of the letters that are read: {known}.",
    source=MEDCOM,
)
MESSAGE_TYPE: Final = define(
    "form.edifact-message-type",
    "error",
    da="UNH angiver ikke {expected} for denne version.",
    en="UNH does not say {expected} for this version.",
    todo_da="Skriv {expected} i UNH's andet element.",
    todo_en="Write {expected} in the second element of UNH.",
    source=MEDCOM,
)
TOO_MANY_SEGMENTS: Final = define(
    "form.edifact-too-many-segments",
    "error",
    da="Et brev har mere end {limit} segmenter, elementer og komponenter.",
    en="A letter has more than {limit} segments, elements and components.",
    todo_da="Del indholdet over flere breve.",
    todo_en="Spread the content over several letters.",
    source=LIMIT,
)
