"""The rules about the form of a row and of the file it comes in."""

from __future__ import annotations

from typing import Final

from labsvar.findings import Rule, define

SOURCE: Final = "The published schema of laboratory-card rows (docs/examples/card-row.schema.json)"


def _form(name: str, *, da: str, en: str, todo_da: str, todo_en: str) -> Rule:
    return define(f"hub.{name}", "error", da=da, en=en, todo_da=todo_da, todo_en=todo_en, source=SOURCE)


FILE_ENCODING: Final = _form(
    "file-encoding",
    da="Filen er ikke UTF-8.",
    en="The file is not UTF-8.",
    todo_da="Gem filen som UTF-8, og send den igen.",
    todo_en="Save the file as UTF-8 and send it again.",
)
FILE_HEADER: Final = _form(
    "file-header",
    da="CSV-filens første linje er ikke en liste over kolonner fra skemaet, hver nævnt én gang, med "
    "mindst de påkrævede.",
    en="The first line of the CSV file is not a list of columns of the schema, each named once, with "
    "at least the required ones.",
    todo_da="Ret overskrifterne efter skemaet; kolonnerne må stå i enhver rækkefølge.",
    todo_en="Correct the headings by the schema; the columns may stand in any order.",
)
FILE_LARGE: Final = _form(
    "file-large",
    da="Filen har flere end {most} rækker.",
    en="The file has more than {most} rows.",
    todo_da="Del den i flere filer; rækkernes rækkefølge er uden betydning.",
    todo_en="Part it into several files; the order of the rows does not matter.",
)
NO_ROWS: Final = _form(
    "no-rows",
    da="Filen har ingen rækker.",
    en="The file has no rows.",
    todo_da="Se efter, om filen blev skrevet færdig; er der ingen nye rækker, så send ingen fil.",
    todo_en="See whether the file was written to its end; if there are no new rows, send no file.",
)
LINE_JSON: Final = _form(
    "line-json",
    da="Linjen er ikke ét JSON-objekt.",
    en="The line is not one JSON object.",
    todo_da="Skriv hver række som ét objekt på én linje.",
    todo_en="Write each row as one object on one line.",
)
LINE_LONG: Final = _form(
    "line-long",
    da="Linjen er længere end {most} tegn.",
    en="The line is longer than {most} characters.",
    todo_da="Forkort teksterne i rækken.",
    todo_en="Shorten the texts of the row.",
)
LINE_COLUMNS: Final = _form(
    "line-columns",
    da="Linjen har ikke lige så mange felter som overskriften, eller dens anførselstegn passer ikke.",
    en="The line has not as many fields as the heading, or its quotation marks do not match.",
    todo_da="Sæt anførselstegn om felter med skilletegn, linjeskift eller anførselstegn.",
    todo_en="Put quotation marks around fields with separators, line breaks or quotation marks.",
)
FIELD_TWICE: Final = _form(
    "field-twice",
    da="Feltet {field} står to gange i rækken.",
    en="The field {field} stands twice in the row.",
    todo_da="Skriv hvert felt én gang.",
    todo_en="Write each field once.",
)
FIELD_UNKNOWN: Final = _form(
    "field-unknown",
    da="Rækken har et felt, som skemaet ikke kender.",
    en="The row has a field that the schema does not know.",
    todo_da="Se efter, om feltets navn er stavet som i skemaet. Et ukendt felt kan skjule et nægtet "
    "samtykke, så rækken tages ikke.",
    todo_en="See whether the name of the field is spelt as in the schema. An unknown field may hide a "
    "refusal, so the row is not taken.",
)
FIELD_MISSING: Final = _form(
    "field-missing",
    da="Feltet {field} mangler eller er tomt.",
    en="The field {field} is missing or empty.",
    todo_da="Udfyld feltet.",
    todo_en="Fill the field in.",
)
FIELD_FORM: Final = _form(
    "field-form",
    da="Feltet {field} har ikke den form, som skemaet giver det: {form}.",
    en="The field {field} has not the form that the schema gives it: {form}.",
    todo_da="Ret feltet efter skemaet.",
    todo_en="Correct the field by the schema.",
)
FIELD_TEXT: Final = _form(
    "field-text",
    da="Feltet {field} er ikke tekst.",
    en="The field {field} is not text.",
    todo_da="Skriv værdien i anførselstegn; et tal uden mister sine tegn undervejs.",
    todo_en="Put the value in quotation marks; a number without them loses its characters on the way.",
)
FIELD_CHARACTERS: Final = _form(
    "field-characters",
    da="Feltet {field} har tegn, som ikke kan stå i et brev.",
    en="The field {field} has characters that cannot stand in a letter.",
    todo_da="Fjern styretegnene.",
    todo_en="Remove the control characters.",
)
DATE_MISSING: Final = _form(
    "field-date",
    da="Feltet {field} er ikke et tidspunkt, der findes.",
    en="The field {field} is no time that exists.",
    todo_da="Ret tidspunktet.",
    todo_en="Correct the time.",
)
