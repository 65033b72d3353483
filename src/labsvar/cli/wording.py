"""How things are put for the one who reads: in which language, and whether as a clinician or a citizen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rich.text import Text

from labsvar.cli.language import Say
from labsvar.web.texts import Texts
from labsvar.web.views.values import View

_MARK_STYLES: Final = {"high": "bold red", "low": "bold blue", "abnormal": "bold magenta"}


@dataclass(frozen=True, slots=True)
class Wording:
    """The language and the kind of reader."""

    say: Say
    texts: Texts
    view: View

    @property
    def for_citizen(self) -> bool:
        """Whether a citizen reads: plain words, and no numbers of the mail."""
        return self.view == "citizen"

    def mark(self, mark: str | None) -> Text:
        """The laboratory's mark on a value."""
        if mark is None:
            return Text()
        word = self.texts(f"mark.{mark}")
        if self.for_citizen:
            word = {
                "high": self.say("over det normale", "above the usual"),
                "low": self.say("under det normale", "below the usual"),
                "abnormal": self.say("ikke som det plejer", "not as usual"),
            }[mark]
        return Text(word, style=_MARK_STYLES[mark])
