"""What keeps a row or a file out of a profile; rules about the letters themselves are those of every letter."""

from __future__ import annotations

from typing import Final

from labsvar.findings import Rule, define

_SOURCE: Final = "Labsvar's own rule about extracts (docs/howto/profile-an-extract.md)"


def _rule(name: str, *, da: str, en: str, todo_da: str, todo_en: str) -> Rule:
    return define(f"profile.{name}", "error", da=da, en=en, todo_da=todo_da, todo_en=todo_en, source=_SOURCE)


FILE_MISSING: Final = _rule(
    "file-missing",
    da="Filen findes ikke.",
    en="The file is not there.",
    todo_da="Ret dens navn.",
    todo_en="Correct its name.",
)
FILE_CLOSED: Final = _rule(
    "file-closed",
    da="Filen må ikke læses.",
    en="The file may not be read.",
    todo_da="Ret rettighederne til filen.",
    todo_en="Correct the rights to the file.",
)
FILE_KIND: Final = _rule(
    "file-kind",
    da="Filen er hverken breve, CSV, JSON Lines eller Parquet.",
    en="The file is neither letters, CSV, JSON Lines nor Parquet.",
    todo_da="Giv filen den endelse, der hører til dens indhold.",
    todo_en="Give the file the ending of what it is.",
)
FILE_EMPTY: Final = _rule(
    "file-empty",
    da="Filen er tom.",
    en="The file is empty.",
    todo_da="Udelad den, eller hent den igen.",
    todo_en="Leave it out, or fetch it again.",
)
FILE_NOT_PARQUET: Final = _rule(
    "file-not-parquet",
    da="Filen er ikke Parquet, eller den er afbrudt.",
    en="The file is not Parquet, or broken off.",
    todo_da="Hent den igen.",
    todo_en="Fetch it again.",
)
NO_COLUMNS: Final = _rule(
    "no-columns",
    da="Filen har ingen af de kolonner, der kendes.",
    en="The file has none of the columns that are known.",
    todo_da="Sig, hvad de hedder, med --column.",
    todo_en="Say what they are called by --column.",
)
NO_RESULTS: Final = _rule(
    "no-results",
    da="Filen har hverken resultat, patient eller prøvetidspunkt (value, patient, sampled_at) og er ikke svar.",
    en="The file has neither result, patient nor time of sampling (value, patient, sampled_at): no results.",
    todo_da="Udelad den, eller sig, hvad de hedder, med --column. En tabel over lokale koder gives med --mapping.",
    todo_en="Leave it out, or say what they are called by --column. A table of local codes is given by --mapping.",
)
ENCODING: Final = _rule(
    "encoding",
    da="Linjen er i et andet tegnsæt.",
    en="The line is in another encoding.",
    todo_da="Nævn tegnsættet med --encoding.",
    todo_en="Name the encoding by --encoding.",
)
QUOTES: Final = _rule(
    "quotes",
    da="Et anførselstegn lukkes ikke eller står inde i et felt.",
    en="A quote does not close, or stands inside a cell.",
    todo_da="Ret linjen.",
    todo_en="Correct the line.",
)
FIELDS: Final = _rule(
    "fields",
    da="Linjen har flere eller færre felter end overskriften.",
    en="The line has more or fewer cells than the heading.",
    todo_da="Ret linjen.",
    todo_en="Correct the line.",
)
NOT_JSON: Final = _rule(
    "not-json",
    da="Linjen er ikke JSON.",
    en="The line is no JSON.",
    todo_da="Ret linjen.",
    todo_en="Correct the line.",
)
NOT_OBJECT: Final = _rule(
    "not-object",
    da="Linjen er JSON, men ikke et objekt.",
    en="The line is JSON, and no object.",
    todo_da="Skriv et objekt på hver linje.",
    todo_en="Write an object on each line.",
)
BILLING_LETTERS: Final = _rule(
    "billing-letters",
    da="Filen er breve og ikke afregnede ydelser.",
    en="The file is letters, and no services billed.",
    todo_da="Giv et udtræk af ydelser.",
    todo_en="Give an extract of services.",
)
