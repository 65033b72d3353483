"""Accounts of people, for whoever administers an installation (`labsvar accounts`)."""

from __future__ import annotations

from labsvar.database.accounts import Account, Accounts
from labsvar.identifiers.person import person_key
from labsvar.results.store import Role
from labsvar.web import passwords


class NeedsPerson(ValueError):
    """A citizen's account needs the citizen's number, and no other account may have one."""


def add(
    accounts: Accounts,
    *,
    username: str,
    password: str,
    role: Role,
    name: str,
    organisation: str = "",
    number: str | None = None,
    issuer: str = "",
) -> Account:
    """Adds an account that signs in with a password.

    `number` is a citizen's CPR or replacement number, `issuer` the location number of the organisation
    that issued a local one. Raises `passwords.TooShort`, `NeedsPerson`, and `ValueError` when the name
    is taken or the person has an account.
    """
    if (role == "citizen") != (number is not None) or role == "system":
        raise NeedsPerson
    account = Account(
        username=username,
        role=role,
        name=name,
        organisation=organisation,
        person_key=None if number is None else person_key(number.replace("-", ""), issuer),
    )
    accounts.add(account, password_hash=passwords.hashed(password))
    return account


def set_password(accounts: Accounts, username: str, password: str) -> None:
    """Gives an account a new password and ends its sessions.

    Raises `passwords.TooShort`, and `KeyError` for an unknown name.
    """
    accounts.set_password(username, passwords.hashed(password))
