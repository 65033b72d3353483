"""The rules about what a letter says, beyond the form that its standard gives.

They are warnings, since real letters break several of them and only errors refuse a letter; what is
worth knowing but may well be right is a note.
"""

from __future__ import annotations

from typing import Final

from labsvar.findings import Rule, define

_XRPT01: Final = "MedCom, Det gode XML klinisk biokemi og immunologisvar XRPT01, section B"
_XRPT05: Final = "MedCom, Det nye gode XML mikrobiologisvar XRPT05"
_OWN: Final = "Labsvar's own rule, from what the fields mean in "
_ECPR: Final = "National Service Platform (nspop.dk), eCPR formats (X-eCPR and D-eCPR)"
_DK_CORE: Final = "HL7 Denmark, DK Core (hl7dk/dk-core)"
_CPR: Final = "CPR Office (cpr.dk), the structure of the CPR number"

# Persons

CPR_DATE = define(
    "content.cpr-date",
    "warning",
    da="CPR-nummerets første seks cifre er ikke en dato i det århundrede, som syvende ciffer angiver.",
    en="The first six digits of the CPR number are no date of the century that the seventh digit gives.",
    todo_da="Ret nummeret. Har personen intet CPR-nummer, så brug et erstatningsnummer.",
    todo_en="Correct the number. A person without a CPR number is given a replacement number.",
    source=_CPR,
)
CPR_UNKNOWN = define(
    "content.cpr-unknown",
    "warning",
    da="CPR-nummeret består af nuller og udpeger ingen person.",
    en="The CPR number is all zeros and identifies nobody.",
    todo_da="Angiv personens CPR-nummer eller et erstatningsnummer.",
    todo_en="State the person's CPR number or a replacement number.",
    source="MedCom's OIOXML schemas, the national CPR type, in which 0000000000 means unknown",
)
TEST_PERSON = define(
    "content.test-person",
    "note",
    da="Brevet handler om en testperson eller en opdigtet person.",
    en="The letter is about a test person or a made-up person.",
    todo_da="Send den kun til testsystemer.",
    todo_en="Send it to test systems only.",
    source="MedCom, national test CPR numbers (decision of the steering group, 28 November 2016)",
)
REPLACEMENT_FORM = define(
    "content.replacement-form",
    "warning",
    da="Det alternative id har ikke formen af et erstatningsnummer: syv cifre, to bogstaver, et ciffer.",
    en="The alternative identifier is not of the form of a replacement number: seven digits, two letters, "
    "a digit.",
    todo_da="Brug et CPR-nummer eller et erstatningsnummer.",
    todo_en="Use a CPR number or a replacement number.",
    source=f"{_ECPR}; MedCom, news of 9 November 2022 on the new replacement number",
)
REPLACEMENT_SERIES = define(
    "content.replacement-series",
    "warning",
    da="Erstatningsnummerets syvende tegn er ikke 1 eller 7 (nationalt) eller 0, 5 eller 6 (lokalt).",
    en="The seventh character of the replacement number is not 1 or 7 (national) or 0, 5 or 6 (local).",
    todo_da="Ret nummeret hos den, der har dannet det.",
    todo_en="Have the number corrected by whoever made it.",
    source=f"{_ECPR}; MedCom, news of 9 November 2022 on the new replacement number",
)
REPLACEMENT_LOCAL = define(
    "content.replacement-local",
    "warning",
    da="Erstatningsnummeret er dannet lokalt, men bruger 1 eller 7 som syvende tegn; det må kun den "
    "nationale service.",
    en="The replacement number was made locally but has 1 or 7 as its seventh character, which only the "
    "national service may use.",
    todo_da="Dan et nyt nummer i den nationale service, eller brug 0, 5 eller 6.",
    todo_en="Have a new number made by the national service, or use 0, 5 or 6.",
    source="MedCom, Primærsektor-forum, minutes of January 2022, item 9; " + _ECPR,
)
REPLACEMENT_DATE = define(
    "content.replacement-date",
    "warning",
    da="Erstatningsnummerets første seks cifre er ikke en dato.",
    en="The first six digits of the replacement number are no date.",
    todo_da="Ret nummeret hos den, der har dannet det.",
    todo_en="Have the number corrected by whoever made it.",
    source=_ECPR,
)

# Organisations

GLN_FORM = define(
    "content.gln-form",
    "warning",
    da="Lokationsnummeret er ikke tretten cifre.",
    en="The location number is not thirteen digits.",
    todo_da="Angiv modtagerens eller afsenderens lokationsnummer (GLN).",
    todo_en="State the location number (GLN) of the sender or receiver.",
    source=f"{_DK_CORE}, the GLN identifier",
)
GLN_CHECK_DIGIT = define(
    "content.gln-check-digit",
    "warning",
    da="Lokationsnummerets kontrolciffer passer ikke.",
    en="The check digit of the location number is wrong.",
    todo_da="Slå nummeret op i SOR, og ret det.",
    todo_en="Look the number up in SOR and correct it.",
    source=f"{_DK_CORE}, the GLN identifier",
)
SOR_FORM = define(
    "content.sor-form",
    "warning",
    da="SOR-koden er ikke mindst elleve cifre.",
    en="The SOR code is not at least eleven digits.",
    todo_da="Slå enheden op i SOR, og ret koden.",
    todo_en="Look the unit up in SOR and correct the code.",
    source=f"{_DK_CORE}, the SOR identifier",
)
SOR_CHECK_DIGIT = define(
    "content.sor-check-digit",
    "warning",
    da="SOR-kodens sidste ciffer er ikke det kontrolciffer, som andre SOR-koder har.",
    en="The last digit of the SOR code is not the check digit that other SOR codes have.",
    todo_da="Slå enheden op i SOR; er koden rigtig, kan advarslen overhøres.",
    todo_en="Look the unit up in SOR; if the code is right, the warning may be ignored.",
    source="Assumption: SOR codes have the form of SNOMED CT identifiers, which end with a Verhoeff digit",
)
SHAK_FORM = define(
    "content.shak-form",
    "warning",
    da="Sygehusafdelingsnummeret er ikke en SHAK-kode på fire, seks eller syv tegn.",
    en="The hospital department number is not a SHAK code of four, six or seven characters.",
    todo_da="Slå afdelingen op i SHAK, og ret koden.",
    todo_en="Look the department up in SHAK and correct the code.",
    source="Danish Health Data Authority, the hospital classification (SHAK)",
)
PROVIDER_FORM = define(
    "content.provider-form",
    "note",
    da="Ydernummeret er ikke seks cifre.",
    en="The ydernummer is not six digits.",
    todo_da="Se efter, om nummeret er rigtigt.",
    todo_en="See whether the number is right.",
    source=f"Assumption from the examples in MedCom's letters and {_DK_CORE}, which have six digits",
)
MUNICIPALITY_FORM = define(
    "content.municipality-form",
    "warning",
    da="Kommunenummeret er ikke fire cifre.",
    en="The municipality code is not four digits.",
    todo_da="Skriv kommunenummeret med fire cifre, som 0101.",
    todo_en="Write the municipality code with four digits, as 0101.",
    source=f"{_DK_CORE}, the code system dk-core-municipality-codes",
)
MUNICIPALITY_UNKNOWN = define(
    "content.municipality-unknown",
    "note",
    da="Ingen kommune har dette kommunenummer.",
    en="No municipality has this code.",
    todo_da="Se efter, om nummeret er rigtigt; det kan være fra før kommunalreformen.",
    todo_en="See whether the code is right; it may be from before the reform of 2007.",
    source=f"{_DK_CORE}, the code system dk-core-municipality-codes",
)

# Times

SAMPLED_BEFORE_BIRTH = define(
    "content.sampled-before-birth",
    "warning",
    da="Prøven er taget, før personen er født ifølge sit nummer.",
    en="The sample was taken before the person was born, going by the person's number.",
    todo_da="Se efter, om person og prøvetidspunkt er rigtige.",
    todo_en="See whether the person and the sampling time are right.",
    source=f"{_OWN}{_XRPT01}",
)
SAMPLED_AFTER_RESULT = define(
    "content.sampled-after-result",
    "warning",
    da="Prøven er taget efter svartidspunktet.",
    en="The sample was taken after the time of the result.",
    todo_da="Ret prøvetidspunktet eller svartidspunktet.",
    todo_en="Correct the sampling time or the time of the result.",
    source=f"{_OWN}{_XRPT01}",
)
SAMPLED_AFTER_RECEIVED = define(
    "content.sampled-after-received",
    "warning",
    da="Prøven er taget, efter at laboratoriet modtog den.",
    en="The sample was taken after the laboratory had received it.",
    todo_da="Ret prøvetidspunktet eller modtagelsestidspunktet.",
    todo_en="Correct the sampling time or the time of reception.",
    source=f"{_OWN}{_XRPT05}, section B",
)
RECEIVED_AFTER_RESULT = define(
    "content.received-after-result",
    "warning",
    da="Laboratoriet modtog prøven efter svartidspunktet.",
    en="The laboratory received the sample after the time of the result.",
    todo_da="Ret modtagelsestidspunktet eller svartidspunktet.",
    todo_en="Correct the time of reception or the time of the result.",
    source=f"{_OWN}{_XRPT05}, section B",
)
SAMPLED_AFTER_SENT = define(
    "content.sampled-after-sent",
    "warning",
    da="Prøven er taget, efter at brevet blev sendt.",
    en="The sample was taken after the letter was sent.",
    todo_da="Ret prøvetidspunktet, eller still afsenderens ur.",
    todo_en="Correct the sampling time, or set the sender's clock.",
    source=f"{_OWN}{_XRPT01}",
)
RESULT_AFTER_SENT = define(
    "content.result-after-sent",
    "warning",
    da="Svartidspunktet ligger efter, at brevet blev sendt.",
    en="The time of the result is after the letter was sent.",
    todo_da="Ret svartidspunktet, eller still afsenderens ur. Et svartidspunkt i fremtiden skjuler rettelser.",
    todo_en="Correct the time of the result, or set the sender's clock. A result time in the future hides "
    "corrections.",
    source=f"{_OWN}{_XRPT01}",
)
RESULT_AFTER_AUTHORISATION = define(
    "content.result-after-authorisation",
    "note",
    da="Svartidspunktet ligger efter frigivelsen.",
    en="The time of the result is after its release.",
    todo_da="Se efter, om tidspunkterne er rigtige.",
    todo_en="See whether the times are right.",
    source=f"{_OWN}{_XRPT01}",
)
AUTHORISATION_AFTER_SENT = define(
    "content.authorisation-after-sent",
    "note",
    da="Brevet er frigivet, efter at det blev sendt.",
    en="The letter was released after it was sent.",
    todo_da="Se efter, om tidspunkterne er rigtige, og om afsenderens ure går ens.",
    todo_en="See whether the times are right, and the sender's clocks agree.",
    source=f"{_OWN}{_XRPT01}",
)
INTERVAL_BACKWARDS = define(
    "content.sampling-interval-backwards",
    "warning",
    da="Opsamlingen slutter, før den begynder.",
    en="The collection ends before it begins.",
    todo_da="Byt om på eller ret de to tidspunkter.",
    todo_en="Swap or correct the two times.",
    source=f"{_OWN}{_XRPT01}",
)

# Values

NOT_A_NUMBER = define(
    "content.not-a-number",
    "warning",
    da="Resultatet er numerisk, men værdien er ikke et tal med punktum som decimaltegn.",
    en="The result is numeric, but the value is no number with a point as decimal mark.",
    todo_da="Skriv tallet med punktum, sæt < og > i Operator, eller gør resultatet alfanumerisk.",
    todo_en="Write the number with a point, put < and > in Operator, or make the result alphanumeric.",
    source=f"{_OWN}{_XRPT01}; the form of the number is that of MedCom's example letters",
)
UNIT_MISSING = define(
    "content.unit-missing",
    "warning",
    da="Et numerisk resultat har ingen enhed, og analysen er ikke på listen over analyser uden enhed.",
    en="A numeric result has no unit, and the analysis is not on the list of those without one.",
    todo_da="Angiv analysens enhed.",
    todo_en="State the unit of the analysis.",
    source=f"{_DK_CORE}, observations: every NPU code contains its unit, without which it cannot be read",
)
LIMITS_SWAPPED = define(
    "content.limits-swapped",
    "warning",
    da="Referenceintervallets nedre grænse er højere end den øvre.",
    en="The lower limit of the reference interval is above the upper one.",
    todo_da="Byt om på eller ret grænserne.",
    todo_en="Swap or correct the limits.",
    source=f"{_OWN}{_XRPT01}",
)
LIMIT_NOT_A_NUMBER = define(
    "content.limit-not-a-number",
    "note",
    da="Resultatet er numerisk, men en grænse for referenceintervallet er ikke et tal.",
    en="The result is numeric, but a limit of its reference interval is no number.",
    todo_da="Skriv grænsen som tal med punktum, eller brug IntervalText.",
    todo_en="Write the limit as a number with a point, or use IntervalText.",
    source=f"{_OWN}{_XRPT01}",
)
CODE_FORM = define(
    "content.code-form",
    "warning",
    da="Koden er angivet som iupac, men er ikke NPU eller DNK og fem cifre.",
    en="The code is given as iupac, but is not NPU or DNK and five digits.",
    todo_da="Ret koden, eller angiv den som lokal med laboratoriets forkortelse.",
    todo_en="Correct the code, or give it as lokal with the laboratory's abbreviation.",
    source="MedCom, Laboratorieområdet, code tables (15 February 2023)",
)
RESULT_TWICE = define(
    "content.result-twice",
    "warning",
    da="Samme analyse fra samme producent står to gange i brevet; den ene kan overskrive den anden.",
    en="The same analysis by the same producer stands twice in the letter; one may replace the other.",
    todo_da="Send analysen én gang pr. svar.",
    todo_en="Send the analysis once in an answer.",
    source=f"{_OWN}{_XRPT01}: a corrected result is matched on producer, sample, production and code",
)
CONTROL_CHARACTERS = define(
    "content.control-characters",
    "warning",
    da="Teksten indeholder usynlige styretegn (U+0080 til U+009F), sandsynligvis windows-1252 læst som "
    "ISO-8859-1, før brevet blev skrevet.",
    en="The text holds invisible control characters (U+0080 to U+009F), probably windows-1252 that was read "
    "as ISO-8859-1 before the letter was written.",
    todo_da="Ret omsætningen af tegnsæt hos afsenderen, og send teksten som den var ment.",
    todo_en="Mend the sender's conversion of encodings, and send the text as it was meant.",
    source="W3C, Extensible Markup Language (XML) 1.0, fifth edition, section 2.2",
)

# Status

RECEIVED_WITH_VALUE = define(
    "content.received-with-value",
    "warning",
    da="Resultatet har status proeve_modtaget, men en anden værdi end *****.",
    en="The result has the status proeve_modtaget but another value than *****.",
    todo_da="Send ***** som værdi, eller giv resultatet den status, det har.",
    todo_en="Send ***** as the value, or give the result the status it has.",
    source=f"{_XRPT05}, change list; the same holds in {_XRPT01}",
)
STARS_WITHOUT_RECEIVED = define(
    "content.stars-without-received",
    "warning",
    da="Værdien er *****, men status er ikke proeve_modtaget.",
    en="The value is *****, but the status is not proeve_modtaget.",
    todo_da="Giv resultatet status proeve_modtaget, eller send værdien.",
    todo_en="Give the result the status proeve_modtaget, or send the value.",
    source=f"{_XRPT05}, change list; the same holds in {_XRPT01}",
)
COMPLETE_WITH_UNFINISHED = define(
    "content.complete-with-unfinished",
    "warning",
    da="Svaret er komplet, men resultatet er {status}.",
    en="The answer is complete, but the result is {status}.",
    todo_da="Send del_svar, til alle resultater er endelige.",
    todo_en="Send del_svar until all results are final.",
    source=f"{_OWN}{_XRPT01}: komplet_svar means that everything asked for is answered",
)
RECEIVED_WITH_FINISHED = define(
    "content.received-with-finished",
    "warning",
    da="Svaret siger, at prøven er modtaget, men resultatet er {status}.",
    en="The answer says that the sample is received, but the result is {status}.",
    todo_da="Send del_svar eller komplet_svar.",
    todo_en="Send del_svar or komplet_svar.",
    source=f"{_OWN}{_XRPT01}: modtaget means that the sample is received",
)

# Microbiology

MICROORGANISM_MISSING = define(
    "content.microorganism-missing",
    "warning",
    da="RefMicroorganism peger på nummer {position}, men der er kun {count} mikroorganismer.",
    en="RefMicroorganism points at number {position}, but there are only {count} microorganisms.",
    todo_da="Ret henvisningen, eller send mikroorganismen med.",
    todo_en="Correct the reference, or send the microorganism too.",
    source=f"{_XRPT05}, section B: KolonneNr. is the position in the list of microorganisms",
)
ANTIBIOTIC_MISSING = define(
    "content.antibiotic-missing",
    "warning",
    da="RefAntibiotic peger på nummer {position}, men der er kun {count} antibiotika.",
    en="RefAntibiotic points at number {position}, but there are only {count} antibiotics.",
    todo_da="Ret henvisningen, eller send antibiotikummet med.",
    todo_en="Correct the reference, or send the antibiotic too.",
    source=f"{_XRPT05}, section B: RækkeNr. is the position in the list of antibiotics",
)
CELL_TWICE = define(
    "content.cell-twice",
    "warning",
    da="Samme felt i resistensskemaet står to gange.",
    en="The same cell of the susceptibility table stands twice.",
    todo_da="Send hvert par af mikroorganisme og antibiotikum én gang.",
    todo_en="Send each pair of microorganism and antibiotic once.",
    source=f"{_OWN}{_XRPT05}, section B",
)

# Letters and receipts

STATISTICAL_CODE = define(
    "content.statistical-code",
    "note",
    da="StatisticalCode er ikke {kind}.",
    en="StatisticalCode is not {kind}.",
    todo_da="Se efter, om det er en aftalt variant.",
    todo_en="See whether it is a variant that was agreed on.",
    source="MedCom's OIOXML schemas: StatisticalCode is the letter's kind or a variant of it",
)
RECEIPT_WITHOUT_REASON = define(
    "content.receipt-without-reason",
    "note",
    da="Kvitteringen afviser uden at sige hvorfor.",
    en="The receipt refuses without saying why.",
    todo_da="Angiv RefuseCode og RefuseText for kuverten eller hvert brev.",
    todo_en="State RefuseCode and RefuseText for the envelope or for each letter.",
    source="Labsvar's own rule, from MedCom's schemas of release 2005/08/07, XC0130Q and XC0230Q",
)
RECEIPT_NOT_TURNED = define(
    "content.receipt-not-turned",
    "note",
    da="Kvitteringen går ikke fra originalens modtager til dens afsender.",
    en="The receipt does not go from the receiver of the original to its sender.",
    todo_da="Byt om på afsender og modtager, eller ret originalens.",
    todo_en="Swap sender and receiver, or correct those of the original.",
    source="MedCom's example receipts XCTL02 and XCTL03",
)
RECEIPT_LETTER_TWICE = define(
    "content.receipt-letter-twice",
    "note",
    da="Kvitteringen nævner samme brev to gange.",
    en="The receipt names the same letter twice.",
    todo_da="Nævn hvert brev én gang.",
    todo_en="Name each letter once.",
    source="Labsvar's own rule, from MedCom's schemas of release 2005/08/07, XC0230Q and XC0330Q",
)
MORE_FINDINGS = define(
    "content.more-findings",
    "note",
    da="Der er mere at bemærke i brevet end de {limit} ting, som nævnes her.",
    en="There is more to remark on in the letter than the {limit} things that are named here.",
    todo_da="Ret det, der er nævnt, og prøv igen.",
    todo_en="Mend what is named and try again.",
    source="Limit of this installation, against input made to exhaust it",
)

IDENTIFIER_RULES: Final[dict[str, dict[str, Rule]]] = {
    "lokationsnummer": {"wrong_form": GLN_FORM, "wrong_check_digit": GLN_CHECK_DIGIT},
    "sorkode": {"wrong_form": SOR_FORM, "wrong_check_digit": SOR_CHECK_DIGIT},
    "sygehusafdelingsnummer": {"wrong_form": SHAK_FORM},
    "ydernummer": {"wrong_form": PROVIDER_FORM},
    "kommunenummer": {"wrong_form": MUNICIPALITY_FORM},
}
"""Which rule a number of each `IdentifierCode` breaks, by the code of its fault."""
