"""The rules about what a requisition says; those on persons, numbers and codes are shared with answers.

None of them refuses a requisition: a laboratory that can do the work does it and asks.
"""

from __future__ import annotations

from typing import Final

from labsvar.findings import define

_SCHEMA_NOTES: Final = "MedCom's OIOXML schema of XREQ01 (XQ0131K), notes on ReplyTo"
_CONVERTER: Final = "MedCom's conversion between MEDREQ Q0131K and XREQ01"
_OWN: Final = "Labsvar's own rule, from what the fields mean in "

REPLY_TO_NOBODY = define(
    "content.reply-to-nobody",
    "warning",
    da="Rekvisitionen beder ikke om svar til nogen: ReplyTo er false hos både afsender og oprindelig rekvirent.",
    en="The requisition asks for an answer to nobody: ReplyTo is false for sender and original requester.",
    todo_da="Sæt ReplyTo til true hos den, der skal have svaret.",
    todo_en="Set ReplyTo to true for the one the answer is for.",
    source=_SCHEMA_NOTES,
)
REPLY_TO_BOTH = define(
    "content.reply-to-both",
    "warning",
    da="ReplyTo er true hos både afsender og oprindelig rekvirent; svaret kan kun gå til én.",
    en="ReplyTo is true for both sender and original requester; the answer can go to one only.",
    todo_da="Sæt ReplyTo til false hos den, der ikke skal have svaret, eller brug CCReceiver.",
    todo_en="Set ReplyTo to false for the one the answer is not for, or use CCReceiver.",
    source=f"{_SCHEMA_NOTES}. Assumption: exactly one of the two is true",
)
PAYER_WITH_NUMBER = define(
    "content.payer-with-number",
    "warning",
    da="Betaleren er anden, men har et nummer; kun de andre typer af betalere har et.",
    en="The payer is anden but has a number; only payers of the other types have one.",
    todo_da="Fjern Identifier, eller ret PayersTypeCode.",
    todo_en="Take Identifier away, or correct PayersTypeCode.",
    source=_CONVERTER,
)
PAYER_WITHOUT_NUMBER = define(
    "content.payer-without-number",
    "warning",
    da="Betaleren mangler sit nummer; det er kun anden, der ikke har et.",
    en="The payer lacks a number; only a payer of type anden has none.",
    todo_da="Angiv Identifier og IdentifierCode, eller ret PayersTypeCode.",
    todo_en="State Identifier and IdentifierCode, or correct PayersTypeCode.",
    source=_CONVERTER,
)
PAYER_NUMBER_KIND = define(
    "content.payer-number-kind",
    "warning",
    da="Betalerens Identifier og IdentifierCode hører sammen, men kun den ene er der.",
    en="Identifier and IdentifierCode of the payer belong together, but only one of them is there.",
    todo_da="Angiv dem begge eller ingen af dem.",
    todo_en="State both or neither.",
    source=_OWN + "XREQ01, XREQ02, XREQ03 and XREQ04",
)
SAMPLING_LOCATION = define(
    "content.sampling-location",
    "warning",
    da="SamplingLocation er udfyldt, men prøven tages ikke af et laboratorium ude.",
    en="SamplingLocation is filled in, but the sample is not taken by a laboratory elsewhere.",
    todo_da="Fjern teksten, eller skriv laboratoriet_eksternt i SamplingLocationCode.",
    todo_en="Take the text away, or write laboratoriet_eksternt in SamplingLocationCode.",
    source=_CONVERTER,
)
SAMPLING_TIME_TYPE = define(
    "content.sampling-time-type",
    "warning",
    da="Tidspunktets type passer ikke til, hvem der tager prøven: {wanted} ventes.",
    en="The type of the time does not fit who takes the sample: {wanted} is expected.",
    todo_da="Skriv {wanted}, eller ret SamplingLocationCode.",
    todo_en="Write {wanted}, or correct SamplingLocationCode.",
    source=_CONVERTER,
)
REQUESTED_AFTER_AUTHORISATION = define(
    "content.requested-after-authorisation",
    "warning",
    da="Rekvisitionen er dateret senere, end brevet er frigivet.",
    en="The requisition is dated later than its letter was released.",
    todo_da="Ret det forkerte tidspunkt.",
    todo_en="Correct the time that is wrong.",
    source=_OWN + "XREQ01, XREQ02, XREQ03 and XREQ04",
)
TUBES_NEGATIVE = define(
    "content.tubes-negative",
    "warning",
    da="Antallet af glas er mindre end nul.",
    en="The number of tubes is less than zero.",
    todo_da="Ret antallet.",
    todo_en="Correct the number.",
    source=_OWN + "XREQ02, XREQ03 and XREQ04",
)
QUESTION_TWICE = define(
    "content.question-twice",
    "note",
    da="Det samme spørgsmål er besvaret to gange.",
    en="The same question is answered twice.",
    todo_da="Lad det svar stå, der gælder.",
    todo_en="Keep the answer that holds.",
    source=_OWN + "XREQ01, XREQ02, XREQ03 and XREQ04",
)
QUESTION_ASTRAY = define(
    "content.question-astray",
    "warning",
    da="Spørgsmålet henviser til en prøve eller en analyse, som rekvisitionen ikke har.",
    en="The question points to a sample or an analysis that the requisition does not have.",
    todo_da="Ret henvisningen i Relation.",
    todo_en="Correct the reference in Relation.",
    source=_OWN + "XREQ03",
)
