"""Labsvar: the open exchange for Danish laboratory results.

As a library: `read`, `check`, `write`, `convert` and `show` take the bytes of a file of letters, XML or
EDIFACT. Their module is loaded when the first of them is used, so `import labsvar` costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from labsvar.library import (
        CannotConvert,
        CannotWrite,
        Change,
        Checked,
        ConvertedBundle,
        ConvertedMessage,
        Emessage,
        EmessageRead,
        Finding,
        HasErrors,
        LetterRead,
        Refusal,
        UnknownTarget,
        Written,
        check,
        convert,
        message,
        read,
        show,
        write,
    )

__version__ = "0.1.0"

__all__ = [
    "CannotConvert",
    "CannotWrite",
    "Change",
    "Checked",
    "ConvertedBundle",
    "ConvertedMessage",
    "Emessage",
    "EmessageRead",
    "Finding",
    "HasErrors",
    "LetterRead",
    "Refusal",
    "UnknownTarget",
    "Written",
    "__version__",
    "check",
    "convert",
    "message",
    "read",
    "show",
    "write",
]


if not TYPE_CHECKING:  # to a type checker there is nothing beyond the names above

    def __getattr__(name: str) -> Any:
        """A name of the library, from the module that holds them all."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from labsvar import library

        return getattr(library, name)


def __dir__() -> list[str]:
    """The public names, and nothing else."""
    return sorted(__all__)
