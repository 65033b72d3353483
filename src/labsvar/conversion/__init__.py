"""Letter to letter: another version of the same kind, with the list of what that did to it."""

from labsvar.conversion.changes import CannotConvert, Change, Refusal
from labsvar.conversion.letter import Converted, convert
from labsvar.conversion.message import ConvertedMessage, UnknownTarget, convert_message, target_of, targets
from labsvar.conversion.supplies import OPTIONS

__all__ = [
    "OPTIONS",
    "CannotConvert",
    "Change",
    "Converted",
    "ConvertedMessage",
    "Refusal",
    "UnknownTarget",
    "convert",
    "convert_message",
    "target_of",
    "targets",
]
