"""What administrators see of people: who may sign in."""

from __future__ import annotations

from anyio import to_thread
from litestar import Controller, Response, get, post
from litestar.exceptions import NotFoundException

from labsvar.database import Database
from labsvar.web.pages.frame import Page, PageRequest, form_of, page, see_other
from labsvar.web.rights import Right, needs


class Administration(Controller):
    """Accounts of people."""

    path = "/accounts"

    @get("/", opt=needs(Right.MANAGE_ACCOUNTS), sync_to_thread=True)
    def accounts(self, request: PageRequest) -> Page:
        """Every account."""
        return page(request, "accounts.html", accounts=_database(request).accounts.all())

    @post("/close", opt=needs(Right.MANAGE_ACCOUNTS))
    async def close(self, request: PageRequest) -> Response[None]:
        """Closes an account and ends its sessions."""
        name = (await form_of(request)).get("account", "")
        try:
            await to_thread.run_sync(_database(request).accounts.close, name)
        except KeyError:
            raise NotFoundException from None
        return see_other("/accounts")


def _database(request: PageRequest) -> Database:
    database: Database = request.app.state.database
    return database
