"""Letter to letter: another version of the same kind or another form, with the list of what that did to it."""

from labsvar.conversion.changes import CannotConvert, Change, ChangeKind, Refusal, RefusalKind
from labsvar.conversion.forms import Form, write
from labsvar.conversion.letter import Converted, convert
from labsvar.conversion.message import ConvertedMessage, convert_message, convert_read, message_of, parts
from labsvar.conversion.supplies import OPTIONS
from labsvar.conversion.targets import Target, UnknownTarget, target_of, targets

__all__ = [
    "OPTIONS",
    "CannotConvert",
    "Change",
    "ChangeKind",
    "Converted",
    "ConvertedMessage",
    "Form",
    "Refusal",
    "RefusalKind",
    "Target",
    "UnknownTarget",
    "convert",
    "convert_message",
    "convert_read",
    "message_of",
    "parts",
    "target_of",
    "targets",
    "write",
]
