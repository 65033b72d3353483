"""`labsvar check`: what is wrong with files, as lines to read or as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec
from rich.console import Console
from rich.text import Text

from labsvar.cli import output
from labsvar.cli.errors import DONE, Refused, Unreadable
from labsvar.cli.judging import Judged, judge, judge_content
from labsvar.cli.language import Say
from labsvar.cli.receivers import Told, as_json_of, capabilities_named, content_of_file, told_of
from labsvar.findings import Finding, has_errors

if TYPE_CHECKING:
    from labsvar.checks.fhir.outside import Outside

_STYLES: Final = {"error": "bold red", "warning": "yellow", "note": "cyan"}


def check(
    files: Iterable[Path],
    say: Say,
    *,
    as_json: bool,
    receivers: Sequence[str] = (),
    profiles: Sequence[Path] = (),
    data: Path | None = None,
) -> int:
    """Prints what is found in each file; the exit code is that of the worst file.

    0 no errors, 1 errors, 2 a file that cannot be read as letters at all. With receivers 1 says that one
    of them could not take a file, whatever the official verdict is; raises `WrongUsage` for an unknown one.
    With profiles an outside validator judges files of FHIR too; raises as `outside.opened`.
    """
    if not profiles:
        return _check(files, say, as_json=as_json, receivers=receivers, data=data, outside=None)
    from labsvar.cli.outside import opened

    with opened(profiles, data=data) as outside:
        return _check(files, say, as_json=as_json, receivers=receivers, data=data, outside=outside)


def _check(
    files: Iterable[Path],
    say: Say,
    *,
    as_json: bool,
    receivers: Sequence[str],
    data: Path | None,
    outside: Outside | None,
) -> int:
    worst = DONE
    console = output.results()
    asked = capabilities_named(receivers, data=data) if receivers else ()
    for path in files:
        content = content_of_file(path) if asked or outside else None
        judged = judge(path) if content is None else judge_content(path, content, outside=outside)
        told = told_of(content, asked)
        if as_json:
            shown = judged.as_json() | ({"receivers": as_json_of(told)} if asked else {})
            output.write_bytes(msgspec.json.encode(shown) + b"\n")
        else:
            _print(judged, console, say)
            for each in told:
                _print_receiver(each, console, say)
        worst = max(worst, _exit_code_for(judged, told) if asked else _exit_code(judged))
    return worst


def _exit_code_for(judged: Judged, told: Sequence[Told]) -> int:
    if not judged.readable:
        return Unreadable.exit_code
    return DONE if all(each.takes for each in told) else Refused.exit_code


def _print_receiver(told: Told, console: Console, say: Say) -> None:
    verdict = (
        say("kan tage filen", "could take the file")
        if told.takes
        else say("kan ikke tage filen", "could not take the file")
    )
    line = Text("  ")
    line.append(told.receiver, style="bold")
    line.append(f": {verdict}", style="green" if told.takes else "bold red")
    console.print(line, soft_wrap=True)
    for finding in told.findings:
        print_finding(finding, console, say)


def _exit_code(judged: Judged) -> int:
    if not judged.readable:
        return Unreadable.exit_code
    return Refused.exit_code if has_errors(judged.findings) else DONE


def _print(judged: Judged, console: Console, say: Say) -> None:
    head = Text(judged.file, style="bold")
    head.append(f": {judged.version or say('ukendt version', 'unknown version')}, ", style="not bold")
    head.append(_count(judged.findings, say), style=_worst_style(judged.findings))
    console.print(head, soft_wrap=True)
    for finding in judged.findings:
        print_finding(finding, console, say)


def print_finding(finding: Finding, console: Console, say: Say) -> None:
    """One finding: where, what, and what to do."""
    place = " ".join(
        part
        for part in (
            "" if finding.line is None else say(f"linje {finding.line}", f"line {finding.line}"),
            finding.path or "",
        )
        if part
    )
    line = Text("  ")
    line.append(severity(finding, say), style=_STYLES[finding.severity])
    line.append(f" {finding.rule}", style="bold")
    line.append(f" {place}".rstrip())
    console.print(line, soft_wrap=True)
    console.print(Text(f"    {say(finding.da, finding.en)}"), soft_wrap=True)
    console.print(Text(f"    → {say(finding.todo_da, finding.todo_en)}", style="dim"), soft_wrap=True)


def severity(finding: Finding, say: Say) -> str:
    """The severity in a word."""
    return {
        "error": say("fejl", "error"),
        "warning": say("advarsel", "warning"),
        "note": say("bemærkning", "note"),
    }[finding.severity]


def _count(findings: Iterable[Finding], say: Say) -> str:
    severities = [finding.severity for finding in findings]
    errors, warnings, notes = (severities.count(each) for each in ("error", "warning", "note"))
    parts = [
        _plural(errors, say("fejl", "error"), say("fejl", "errors")) if errors else "",
        _plural(warnings, say("advarsel", "warning"), say("advarsler", "warnings")) if warnings else "",
        _plural(notes, say("bemærkning", "note"), say("bemærkninger", "notes")) if notes else "",
    ]
    return ", ".join(part for part in parts if part) or say("intet fundet", "nothing found")


def _plural(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def _worst_style(findings: Iterable[Finding]) -> str:
    severities = {finding.severity for finding in findings}
    return next((_STYLES[each] for each in _STYLES if each in severities), "green")
