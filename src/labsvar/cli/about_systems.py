"""The commands about a running exchange."""

from cyclopts import App

from labsvar.cli.language import Say


def add(app: App, say: Say) -> None:
    """Adds the commands to the command line."""
