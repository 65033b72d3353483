"""The names that decisions are signed with, where one decision takes two people."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_WITH_ACCOUNT: Final = re.compile(r"(?P<name>.+)\((?P<account>[^()]+)\)\s*")


def signed(name: str, account: str) -> str:
    """How somebody who is signed in signs a decision: the name, and the account that tells it from others'."""
    return f"{name} ({account})"


def is_one_person(one: str, other: str) -> bool:
    """Whether two signatures may be one person's.

    Two accounts are two people, whatever they are called. A name without an account, as the command line has
    it, may be that of anybody who has this name or this account. Case, spaces, signs and ways to write a letter
    make no difference.
    """
    (name, account), (other_name, other_account) = _parts(one), _parts(other)
    if account and other_account:
        return account.casefold() == other_account.casefold()
    names, others = {_plain(name), _plain(account)}, {_plain(other_name), _plain(other_account)}
    return _plain(name) == _plain(other_name) or bool(names & others - {""})


def _parts(signature: str) -> tuple[str, str]:
    found = _WITH_ACCOUNT.fullmatch(signature.strip())
    return (found["name"], found["account"].strip()) if found else (signature, "")


def _plain(text: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFKC", text).casefold() if each.isalnum())
