"""Runs one command line: whatever happens, it ends with a clear line and an exit code."""

from __future__ import annotations

import os
import traceback
from collections.abc import Mapping, Sequence
from typing import Final

from cyclopts import (
    CoercionError,
    CycloptsError,
    MissingArgumentError,
    UnknownCommandError,
    UnknownOptionError,
)
from rich.text import Text

from labsvar.cli import output
from labsvar.cli.app import build
from labsvar.cli.errors import DONE, INTERRUPTED, NOBODY_READS, OUR_FAULT, CliError, WrongUsage
from labsvar.cli.language import Say, UnknownLanguage, of_locale, take_option

# Set to anything, it shows where a fault of ours happened.
_DEBUG: Final = "LABSVAR_DEBUG"


def run(arguments: Sequence[str], environment: Mapping[str, str] | None = None) -> int:
    """Runs a command line, without the program's name, and gives the exit code."""
    environment = os.environ if environment is None else environment
    say = Say(of_locale(environment))
    try:
        rest, language = take_option(arguments, environment)
    except UnknownLanguage:
        return _complain(WrongUsage(da="--language er da eller en", en="--language is da or en"), say)
    # A lone hyphen is a file, but looks like an option; as a path both are the same.
    paths = ["./-" if argument == "-" else argument for argument in rest]
    return _guarded(paths, Say(language), debug=_DEBUG in environment)


def _guarded(arguments: Sequence[str], say: Say, *, debug: bool) -> int:
    try:
        code = build(say, console=output.results())(arguments or ["--help"])
        output.flush()
        return code if isinstance(code, int) else DONE
    except CliError as error:
        return _complain(error, say)
    except CycloptsError as error:
        return _complain(_usage(error), say)
    except KeyboardInterrupt:
        output.messages().print(Text(say("Afbrudt.", "Interrupted.")))
        return INTERRUPTED
    except BrokenPipeError:
        output.to_nowhere()
        return NOBODY_READS
    except Exception as error:  # noqa: BLE001 - the last resort: a clear line instead of a traceback
        return _our_fault(error, say, debug=debug)


def _complain(error: CliError, say: Say) -> int:
    line = Text("labsvar: ", style="bold red")
    line.append(error.line(say), style="default")
    output.messages().print(line, soft_wrap=True)
    return error.exit_code


def _our_fault(error: Exception, say: Say, *, debug: bool) -> int:
    if debug:
        traceback.print_exception(error)
    kind = type(error).__name__
    line = say(
        f"labsvar: en fejl i Labsvar selv ({kind}). Sæt {_DEBUG}=1 for at se hvor, og meld den.",
        f"labsvar: a fault in Labsvar itself ({kind}). Set {_DEBUG}=1 to see where, and report it.",
    )
    output.messages().print(Text(line), soft_wrap=True)
    return OUR_FAULT


def _usage(error: CycloptsError) -> WrongUsage:
    """What is wrong with the command line, in both languages, and where help is."""
    command = " ".join(("labsvar", *(error.command_chain or ())))
    en = str(error).partition("\n")[0].strip()
    return WrongUsage(
        da=f"{_usage_da(error)} Se {command} --help.",
        en=f"{en} See {command} --help.",
    )


def _usage_da(error: CycloptsError) -> str:
    match error:
        case UnknownCommandError():
            return f"Ukendt kommando: {' '.join(error.unused_tokens or ())}."
        case UnknownOptionError():
            return f"Ukendt valg: {error.token.keyword or error.token.value}."
        case MissingArgumentError() if error.argument is not None:
            return f"{error.argument.name} mangler."
        case CoercionError() if error.argument is not None:
            return f"Værdien for {error.argument.name} har ikke den rigtige form."
        case _:
            return "Kommandolinjen er ikke rigtig."
