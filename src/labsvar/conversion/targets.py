"""What a letter may be converted to, and by which names."""

from __future__ import annotations

from typing import Final

import msgspec

from labsvar.conversion.changes import CannotConvert, Refusal
from labsvar.conversion.forms import FORMS, Form, has_edifact
from labsvar.letters.catalogue import BY_CODE, VERSIONS, AnyLetter, version_of
from labsvar.letters.version import LetterVersion

KINDS: Final = tuple(dict.fromkeys(version.kind for version in VERSIONS))


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """The version a letter goes to, and the form it is written in."""

    version: LetterVersion
    form: Form


class UnknownTarget(ValueError):
    """No form, kind or version of a letter is called that."""


def targets() -> tuple[str, ...]:
    """Every word a target may be named by: the forms, the kinds in small letters, the version codes.

    Without its X a kind or a code means the EDIFACT form.
    """
    in_edifact = [version for version in VERSIONS if has_edifact(version)]
    kinds = dict.fromkeys(version.kind[1:].lower() for version in in_edifact)
    codes = (version.code[1:] for version in in_edifact)
    return (*FORMS, *(kind.lower() for kind in KINDS), *kinds, *BY_CODE, *codes)


def target_of(letter: AnyLetter, name: str) -> Target:
    """Where a letter goes: a version code names it; a form or a kind keeps the letter's own version.

    Raises `UnknownTarget` for a name that is none, and `CannotConvert` for another kind and for a
    version that has no EDIFACT form.
    """
    own = version_of(letter)
    target = _named(own, name)
    if target.form == "edifact" and not has_edifact(target.version):
        raise _refused(
            own,
            "form",
            da=f"{target.version.code} findes kun som XML",
            en=f"{target.version.code} exists as XML only",
        )
    return target


def _named(own: LetterVersion, name: str) -> Target:
    form: Form
    for form in FORMS:
        if name.lower() == form:
            return Target(version=own, form=form)
    for form, wanted in (("xml", name.upper()), ("edifact", f"X{name.upper()}")):
        if wanted in BY_CODE:
            return Target(version=BY_CODE[wanted], form=form)
        if wanted == own.kind:
            return Target(version=own, form=form)
        if wanted in KINDS:
            raise _refused(
                own,
                "kind",
                da=f"et {own.kind}-brev kan ikke gøres til {name.upper()}",
                en=f"a letter of kind {own.kind} cannot become {name.upper()}",
            )
    raise UnknownTarget(name)


def _refused(own: LetterVersion, kind: str, *, da: str, en: str) -> CannotConvert:
    path = f"/Emessage/{own.root_name}"
    return CannotConvert((Refusal(kind="form" if kind == "form" else "kind", path=path, da=da, en=en),))
