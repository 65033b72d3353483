"""What operators see of reconciling: the last report that was written into the installation's folder."""

from __future__ import annotations

from typing import Final

from anyio import to_thread
from litestar import Controller, get

from labsvar.reconciling.kept import Kept, kept
from labsvar.reconciling.model import KINDS
from labsvar.reconciling.words import FIELDS as FIELD_WORDS
from labsvar.reconciling.words import KINDS as KIND_WORDS
from labsvar.reconciling.words import SIDES as SIDE_WORDS
from labsvar.web.config import WebConfig
from labsvar.web.pages.frame import Page, PageRequest, page, texts_of
from labsvar.web.rights import Right, needs
from labsvar.web.views.times import moment

PATH: Final = "/reconcile"


class ReconcilePages(Controller):
    """The last report: how much agrees for each clinic, and what does not. No person and no value is in it."""

    path = PATH

    @get("/", opt=needs(Right.SEE_LETTER_FLOW))
    async def last(self, request: PageRequest) -> Page:
        """The report, or how one is made."""
        config: WebConfig = request.app.state.config
        folder = config.reconcile_folder
        report: Kept | None = None if folder is None else await to_thread.run_sync(kept, folder)
        return page(request, "reconcile.html", shown_report(request, report))


def shown_report(request: PageRequest, report: Kept | None) -> dict[str, object]:
    """What the templates of a report name."""
    texts = texts_of(request)
    place = 0 if texts.language == "da" else 1
    clinics = () if report is None else report.clinics
    return {
        "report": report,
        "made_at": None if report is None else moment(report.made_at, texts),
        "kinds": [kind for kind in KINDS if any(each.kinds[kind] for each in clinics)],
        "side_names": {side: words[place] for side, words in SIDE_WORDS.items()},
        "kind_names": {kind: words[place] for kind, words in KIND_WORDS.items()},
        "field_names": {name: words[place] for name, words in FIELD_WORDS.items()},
    }
