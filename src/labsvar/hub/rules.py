"""The rules that keep a row from being sent. Each says what the clinic can do about it."""

from __future__ import annotations

from typing import Final

from labsvar.findings import Rule, define

_OK22: Final = (
    "MedCom, reference group for laboratory medicine, minutes on sharing of local laboratory results: "
    "refused consent, correction and no deletion cannot be waived"
)
_OWN: Final = "Labsvar's own rule (docs/explanation/hub.md)"
_XRPT01: Final = "MedCom, Det gode XML klinisk biokemi og immunologisvar XRPT01, section B"


def _rule(name: str, *, da: str, en: str, todo_da: str, todo_en: str, source: str = _OWN) -> Rule:
    return define(f"hub.{name}", "error", da=da, en=en, todo_da=todo_da, todo_en=todo_en, source=source)


CLINIC_UNKNOWN: Final = _rule(
    "clinic-unknown",
    da="Klinikken er ikke registreret som kilde, eller systemet må ikke sende for den.",
    en="The clinic is not registered as a source, or the system may not send for it.",
    todo_da="Få klinikken registreret, og send rækken igen.",
    todo_en="Have the clinic registered and send the row again.",
)
CLINIC_CANNOT_REFUSE: Final = _rule(
    "clinic-cannot-refuse",
    da="Klinikkens system kan ikke oplyse nægtet samtykke, så dens svar må ikke vises.",
    en="The clinic's system cannot state a refusal, so its results may not be shown.",
    todo_da="Få en version af systemet, der kan oplyse nægtet samtykke, og send så rækken som en ny version.",
    todo_en="Get a version of the system that can state a refusal, then send the row as a new version.",
    source=_OK22,
)
TECHNICAL_ROW: Final = _rule(
    "technical-row",
    da="Rækken kom, mens patienten ikke kunne sige nej til deling, så dens svar må ikke vises.",
    en="The row came while the patient could not decline sharing, so its result may not be shown.",
    todo_da="Send rækken som en ny version, hvis patienten nu har kunnet sige nej og ikke har gjort det.",
    todo_en="Send the row as a new version if the patient has now been able to decline and has not.",
    source=_OK22,
)
ROW_INCOMPLETE: Final = _rule(
    "row-incomplete",
    da="Feltet {field} mangler; uden det kan der ikke dannes et brev.",
    en="The field {field} is missing; without it no letter can be made.",
    todo_da="Udfyld feltet, og send rækken som en ny version.",
    todo_en="Fill the field in and send the row as a new version.",
)
VERSION_REUSED: Final = _rule(
    "version-reused",
    da="Rækkens version er taget før med et andet indhold.",
    en="The version of the row was taken before with other content.",
    todo_da="Send ændringen med det næste versionsnummer.",
    todo_en="Send the change with the next version number.",
)
VERSION_OVERTAKEN: Final = _rule(
    "version-overtaken",
    da="En nyere version af rækken er taget allerede.",
    en="A newer version of the row was taken already.",
    todo_da="Intet, hvis den nyere er rigtig; ellers send en ny version.",
    todo_en="Nothing if the newer one is right; otherwise send a new version.",
)
TEST_PERSON: Final = _rule(
    "test-person",
    da="Rækken handler om en testperson eller opdigtet person, og dette er et produktionssystem.",
    en="The row is about a test person or a made-up person, and this is a production system.",
    todo_da="Send testpersoner til testsystemet, og fjern dem fra produktionen.",
    todo_en="Send test persons to the test system and remove them from production.",
    source="MedCom, national test CPR numbers (decision of the steering group, 28 November 2016)",
)
REAL_PERSON: Final = _rule(
    "real-person",
    da="Rækken kan handle om en rigtig person, og dette er et testsystem.",
    en="The row may be about a real person, and this is a test system.",
    todo_da="Send kun testpersoner og opdigtede personer hertil.",
    todo_en="Send only test persons and made-up persons here.",
    source="MedCom, national test CPR numbers (decision of the steering group, 28 November 2016)",
)
PATIENT_UNKNOWN: Final = _rule(
    "patient-unknown",
    da="Personnummeret udpeger ingen person.",
    en="The person's number identifies nobody.",
    todo_da="Angiv CPR-nummer eller erstatningsnummer, og send rækken som en ny version.",
    todo_en="State the CPR number or a replacement number, and send the row as a new version.",
    source="CPR Office (cpr.dk), the structure of the CPR number",
)
PATIENT_IMPOSSIBLE: Final = _rule(
    "patient-impossible",
    da="Personnummeret kan hverken være et CPR-nummer eller et erstatningsnummer: det har ingen dato, der findes.",
    en="The person's number can be neither a CPR number nor a replacement number: it has no date that exists.",
    todo_da="Ret nummeret, og send rækken som en ny version.",
    todo_en="Correct the number and send the row as a new version.",
    source="CPR Office (cpr.dk), the structure of the CPR number; National Service Platform (nspop.dk), eCPR formats",
)
DELETE: Final = _rule(
    "delete",
    da="Et delt svar kan ikke slettes.",
    en="A shared result cannot be deleted.",
    todo_da="Er svaret forkert, så send en ny version med action=correct. Gælder det forkert person, kode "
    "eller tid, så send action=withdraw. Vil patienten ikke have det vist, så send consent=refused.",
    todo_en="If the result is wrong, send a new version with action=correct. If person, code or time is "
    "wrong, send action=withdraw. If the patient does not want it shown, send consent=refused.",
    source=_OK22,
)
DELETE_REFUSED: Final = _rule(
    "delete-refused",
    da="Et delt svar kan ikke slettes; patientens nægtelse er taget, og er svaret delt, vises det ikke.",
    en="A shared result cannot be deleted; the patient's refusal was taken, and if the result is shared it is "
    "not shown.",
    todo_da="Intet, hvis svaret er rigtigt og var sendt. Ventede en version af rækken stadig, så send hele rækken "
    "som en ny version; den sendes som nægtet. Er svaret forkert, så send action=correct eller action=withdraw.",
    todo_en="Nothing if the result is right and was sent. If a version of the row still waited, send the whole row "
    "as a new version; it goes as refused. If the result is wrong, send action=correct or action=withdraw.",
    source=_OK22,
)
NOTHING_TO_WITHDRAW: Final = _rule(
    "nothing-to-withdraw",
    da="Rækken er ikke sendt, så der er intet at trække tilbage.",
    en="The row was not sent, so there is nothing to withdraw.",
    todo_da="Intet, hvis rækken ikke skal sendes. En senere version med action=new eller action=correct sendes.",
    todo_en="Nothing if the row is not to be sent. A later version with action=new or action=correct is sent.",
)
LABORATORY_SENDS: Final = _rule(
    "laboratory-sends",
    da="Svaret er lavet af et laboratorium, som selv sender det.",
    en="The result was made by a laboratory, which sends it itself.",
    todo_da="Intet. Er svaret lavet i klinikken, så send rækken som en ny version med origin=own.",
    todo_en="Nothing. If the result was made in the clinic, send the row as a new version with origin=own.",
)
LABORATORY_SENT_ALSO: Final = _rule(
    "laboratory-sent-also",
    da="Svaret er lavet af et laboratorium, men en tidligere version af rækken er sendt som klinikkens eget svar "
    "og står der endnu.",
    en="The result was made by a laboratory, but an earlier version of the row was sent as the clinic's own result "
    "and still stands.",
    todo_da="Træk det sendte svar tilbage: send rækken som en ny version med action=withdraw. Har klinikken lavet "
    "svaret, så send rækken som en ny version med origin=own.",
    todo_en="Withdraw the result that was sent: send the row as a new version with action=withdraw. If the clinic "
    "made the result, send the row as a new version with origin=own.",
)
ORIGIN_UNKNOWN: Final = _rule(
    "origin-unknown",
    da="Det kan ikke ses, om klinikken eller et laboratorium har lavet svaret.",
    en="It cannot be seen whether the clinic or a laboratory made the result.",
    todo_da="Send rækken som en ny version med origin=own eller origin=laboratory.",
    todo_en="Send the row as a new version with origin=own or origin=laboratory.",
)
ORIGIN_CONTRADICTS: Final = _rule(
    "origin-contradicts",
    da="Rækken siger, at klinikken har lavet svaret, og nævner samtidig et laboratorium.",
    en="The row says that the clinic made the result, and names a laboratory as well.",
    todo_da="Send rækken som en ny version med det rigtige origin, og laboratory kun, hvis et har svaret.",
    todo_en="Send the row as a new version with the right origin, and laboratory only if one answered.",
)
CODE_UNMAPPED: Final = _rule(
    "code-unmapped",
    da="Koden er ikke oversat til en national kode på prøvetagningsdagen.",
    en="The code is not mapped to a national code on the day of sampling.",
    todo_da="Bed tabellens ejer om at oversætte koden; rækken sendes, når tabellen er frigivet.",
    todo_en="Ask the owner of the table to map the code; the row is sent when the table is released.",
)
CODE_NOT_LISTED: Final = _rule(
    "code-not-listed",
    da="Analysen er ikke på listen over analyser, der deles.",
    en="The analysis is not on the list of analyses that are shared.",
    todo_da="Intet. Rækken sendes, hvis analysen kommer på listen.",
    todo_en="Nothing. The row is sent if the analysis is put on the list.",
)
UNIT: Final = _rule(
    "unit",
    da="Enheden er ikke en af dem, analysen har.",
    en="The unit is not one of those the analysis has.",
    todo_da="Ret enheden (værdien omregnes ikke her), eller bed tabellens ejer om at tilføje den.",
    todo_en="Correct the unit (no value is converted here), or ask the owner of the table to add it.",
    source="HL7 Denmark, DK Core: every NPU code contains the unit, and the value's unit must be the code's",
)
VALUE_FORM: Final = _rule(
    "value-form",
    da="Værdien er ikke et tal, og analysen skal have et tal.",
    en="The value is not a number, and the analysis has to have one.",
    todo_da="Skriv kun tallet i value; tegnene < og > hører til i operator, og tekst i comment.",
    todo_en="Write only the number in value; the signs < and > belong in operator, and text in comment.",
    source=_XRPT01,
)
VALUE_LONG: Final = _rule(
    "value-long",
    da="Tallet er længere end de {most} tegn, et brev har plads til.",
    en="The number is longer than the {most} characters that a letter has room for.",
    todo_da="Afrund tallet i journalen, og send rækken som en ny version.",
    todo_en="Round the number in the record and send the row as a new version.",
    source=_XRPT01,
)
FIELD_LONG: Final = _rule(
    "field-long",
    da="Feltet {field} er længere end de {most} tegn, et brev har plads til.",
    en="The field {field} is longer than the {most} characters that a letter has room for.",
    todo_da="Forkort feltet, og send rækken som en ny version.",
    todo_en="Shorten the field and send the row as a new version.",
    source=_XRPT01,
)
TIME_FUTURE: Final = _rule(
    "time-future",
    da="Prøven eller svaret er fra fremtiden.",
    en="The sample or the result is from the future.",
    todo_da="Ret tidspunktet, og send rækken som en ny version.",
    todo_en="Correct the time and send the row as a new version.",
)
TIME_SKIPPED: Final = _rule(
    "time-skipped",
    da="Tidspunktet findes ikke: det ligger i den time, der springes over, når sommertiden begynder.",
    en="There is no such time: it lies in the hour that is skipped when summer time begins.",
    todo_da="Ret tidspunktet til dansk tid, og send rækken som en ny version.",
    todo_en="Correct the time to Danish time and send the row as a new version.",
)
TIMES_SWAPPED: Final = _rule(
    "times-swapped",
    da="Svaret er fra før prøven.",
    en="The result is from before the sample.",
    todo_da="Ret tidspunkterne, og send rækken som en ny version.",
    todo_en="Correct the times and send the row as a new version.",
)
LETTER_INVALID: Final = _rule(
    "letter-invalid",
    da="Brevet, som rækken giver, holder ikke reglen {rule}.",
    en="The letter that the row makes breaks the rule {rule}.",
    todo_da="Ret rækken efter reglen, og send den som en ny version.",
    todo_en="Correct the row by the rule and send it as a new version.",
)
INTAKE_REFUSED: Final = _rule(
    "intake-refused",
    da="Udvekslingen tog ikke rækkens brev.",
    en="The exchange did not take the letter of the row.",
    todo_da="Driften ser på opsætningen; rækken prøves igen, når den er rettet.",
    todo_en="Operations look into the set-up; the row is tried again when that is corrected.",
)
TABLE_TARGET: Final = _rule(
    "table-target",
    da="Rækken oversætter til en kode, som kodetabellen ikke har.",
    en="The row maps to a code that the code table has not.",
    todo_da="Frigiv koden i kodetabellen først.",
    todo_en="Release the code in the code table first.",
)
