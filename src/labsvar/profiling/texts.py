"""The words of the report, in Danish and English."""

from __future__ import annotations

from typing import Final

Text = tuple[str, str]

TITLE: Final[Text] = ("Profil af laboratoriesvar", "Profile of laboratory results")
INTRODUCTION: Final[Text] = (
    (
        "Rapporten tæller, hvad der står i et udtræk. Den siger intet om nogen person: tal under {limit} er skjult "
        "(vist som «{masked}»), og så mange andre tal er skjult, at de ikke kan regnes ud. Rækker, som er for små til "
        "at blive delt op, er lagt sammen som (others)."
    ),
    (
        "The report counts what an extract holds. It says nothing about any person: counts below {limit} are masked "
        "(shown as «{masked}»), and as many others are masked as it takes for them not to be worked out. Lines too "
        "small to be divided are added together as (others)."
    ),
)
NOTHING: Final[Text] = (
    "Udtrækket har færre end {limit} svar. Der vises ingen tal.",
    "The extract has fewer than {limit} results. No counts are shown.",
)
MASKED: Final = "skjult/masked"
MORE: Final[Text] = (
    "De første {shown} af {rows} linjer; alle står i {file}.",
    "The first {shown} of {rows} lines; all are in {file}.",
)
NONE: Final[Text] = ("Ingen.", "None.")
FEES: Final[Text] = (
    (
        "Af {all} ydelser med kendte koder forekommer {occur}. Aldrig: {never}. Kun måske, som lokal kode: {perhaps}. "
        "Uden kendte koder, så det kan ikke siges: {unknown}."
    ),
    (
        "Of {all} services with known codes {occur} occur. Never: {never}. Only perhaps, as a local code: {perhaps}. "
        "Without known codes, so that it cannot be told: {unknown}."
    ),
)
COLUMNS: Final[dict[str, Text]] = {
    "action": ("Handling", "Action"),
    "clinic": ("Klinik", "Clinic"),
    "code": ("Kode", "Code"),
    "code_system": ("Kodesystem", "Code system"),
    "fee_code": ("Ydelse", "Fee code"),
    "fee_text": ("Ydelsens navn", "Service"),
    "field": ("Felt", "Field"),
    "file": ("Fil", "File"),
    "in_tables": ("I tabellerne", "In the tables"),
    "kind": ("Hvor", "Where"),
    "like_local": ("Ligner lokal kode", "Like the local code"),
    "line": ("Linje", "Line"),
    "month": ("Måned", "Month"),
    "name": ("Navn", "Name"),
    "occurs": ("Forekommer", "Occurs"),
    "origin": ("Hvis svar", "Whose"),
    "own": ("Andel egne", "Share own"),
    "proposal": ("Forslag", "Proposal"),
    "results": ("Svar", "Results"),
    "row_id": ("Række", "Row"),
    "rows": ("Rækker", "Rows"),
    "rule": ("Regel", "Rule"),
    "score": ("Lighed", "Likeness"),
    "services": ("Ydelser", "Services"),
    "share": ("Andel", "Share"),
    "short_name": ("Kort navn", "Short name"),
    "state": ("Tilstand", "State"),
    "suggested_code": ("Foreslået kode", "Suggested code"),
    "suggested_name": ("Foreslået navn", "Suggested name"),
    "suggestion": ("Nr.", "No."),
    "system": ("System", "System"),
    "unit": ("Enhed", "Unit"),
    "value_form": ("Form", "Form"),
    "why": ("Hvorfor", "Why"),
}
"""The headings of the tables; in the files the columns are named by these keys."""

SECTIONS: Final[dict[str, tuple[Text, Text]]] = {
    "summary": (("Overblik", "Overview"), ("", "")),
    "code_systems": (
        ("Hvilke kodesystemer?", "Which code systems?"),
        (
            "NPU, DNK og MCS kendes på kodens form (tre bogstaver og fem cifre); MDS og lokale på det, rækken siger.",
            (
                "NPU, DNK and MCS are known by the form of the code (three letters and five digits); MDS and local "
                "codes by what the row says."
            ),
        ),
    ),
    "codes": (("Hvilke koder, og hvor ofte?", "Which codes, and how often?"), ("", "")),
    "fee_table": (
        ("Honorartabellens analyser", "The analyses of the fee table"),
        (
            (
                "Kodelisten er arbejdsgruppens bedste bud og ikke komplet. «no»: koden forekommer ikke i udtrækket. "
                "«perhaps_local»: den forekommer ikke, men en lokal kode ligner den; med hubbens tabel over lokale "
                "koder (--mapping) tælles de som det, de står for."
            ),
            (
                "The list of codes is the working group's best guess and not complete. “no”: the code does not occur "
                "here. “perhaps_local”: it does not, but a local code looks like it; with the hub's table of local "
                "codes (--mapping) these are counted as what they stand for."
            ),
        ),
    ),
    "unmapped": (
        ("Koder uden national kode, med forslag", "Codes without a national one, with suggestions"),
        (
            "Forslag bygger kun på, at navne og enheder ligner hinanden. Kodens ejer afgør det.",
            "Suggestions rest only on names and units that look alike. The owner of the code decides.",
        ),
    ),
    "clinics": (("Klinikker og systemer", "Clinics and systems"), ("", "")),
    "months": (("Måneder", "Months"), ("Efter prøvetagningstidspunkt.", "By the time of sampling.")),
    "actions": (
        ("Nye, rettede og tilbagetrukne rækker", "New, corrected and withdrawn rows"),
        (
            "Tilbagetrukne og slettede rækker er ikke talt som svar.",
            "Withdrawn and deleted rows are not results.",
        ),
    ),
    "origin_by_clinic": (
        ("Egne svar eller laboratoriets, og hvor sikkert?", "Own or the laboratory's, and how sure?"),
        (
            (
                "«stated»: rækken siger det selv. «likely»: et laboratorium eller rekvisitionsnummer tyder på "
                "laboratoriet, en kode i honorartabellen uden dem på klinikken. «unclear»: intet tyder på det ene."
            ),
            (
                "“stated”: the row says so. “likely”: a laboratory or requisition number points to the laboratory, a "
                "code of the fee table without them to the clinic. “unclear”: nothing points either way."
            ),
        ),
    ),
    "origin_by_code": (("Det samme for hver kode", "The same for each code"), ("", "")),
    "units": (
        ("Enheder", "Units"),
        ("Sjældne enheder er lagt sammen som (rare).", "Rare units are added as (rare)."),
    ),
    "value_forms": (
        ("Værdiernes form", "Forms of values"),
        ("", ""),
    ),
    "missing": (("Manglende felter", "Missing fields"), ("", "")),
    "anomalies": (
        ("Værd at tale om", "Worth a talk"),
        (
            (
                "Kun klinik, kode og rækkens nummer nævnes. Ingen af dem er erklæret forkerte. Listen er til samtalen med "
                "klinikken og hører ikke til i en offentlig rapport."
            ),
            (
                "Only clinic, code and the number of the row are named. None is declared wrong. The list is for the talk "
                "with the clinic, and does not belong in a public report."
            ),
        ),
    ),
    "anomaly_rules": (("Hvor mange, efter regel", "How many, by rule"), ("", "")),
    "billing": (
        ("Afregnede ydelser og registrerede svar", "Services billed and results recorded"),
        (
            (
                "«both»: afregnet og registreret samme dag. «billed_only» kan stå i journalnotatet eller under en "
                "lokal kode, der ikke er oversat (--mapping); «recorded_only» er ikke afregnet. Det siger intet om, "
                "hvorfor."
            ),
            (
                "“both”: billed and recorded on the same day. “billed_only” may stand in the journal note, or under a "
                "local code that was not mapped (--mapping); “recorded_only” was not billed. It does not say why."
            ),
        ),
    ),
    "billing_by_clinic": (("Det samme for hver klinik", "The same for each clinic"), ("", "")),
    "positive_list": (
        ("Forslag til positivliste", "Proposal for a positive list"),
        (
            (
                "«share»: i honorartabellen. «map»: skal have en national kode først. «leave»: laboratoriet sender dem "
                "selv. «ask»: drøftes. Forslaget bestemmer intet."
            ),
            (
                "“share”: in the fee table. “map”: needs a national code first. “leave”: the laboratory sends them "
                "itself. “ask”: to be discussed. The proposal decides nothing."
            ),
        ),
    ),
    "code_by_clinic": (("Koder i hver klinik", "Codes in each clinic"), ("", "")),
    "unread": (
        ("Rækker, der ikke kunne læses", "Rows that could not be read"),
        ("Talt fra 1; 0 er hele filen.", "Counted from 1; 0 is the whole file."),
    ),
}
MEASURES: Final[dict[str, Text]] = {
    "results": ("Svar", "Results"),
    "set_aside": ("Tilbagetrukne og slettede rækker", "Withdrawn and deleted rows"),
    "codes": ("Koder, hvis antal vises", "Codes whose count is shown"),
    "clinics": ("Klinikker, hvis antal vises", "Clinics whose count is shown"),
    "rows_unread": ("Rækker og filer, der ikke kunne læses", "Rows and files that could not be read"),
    "limit": ("Tal under dette er skjult", "Counts below this are masked"),
}
