"""The options that every command has."""

from __future__ import annotations

from dataclasses import dataclass
from inspect import Parameter
from typing import Annotated, Any

import typer


@dataclass(frozen=True)
class Everywhere:
    """What was said of them."""

    device: str
    threads: int | None
    seed: int
    json: bool
    json_lines: bool
    quiet: bool


def _print_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"convscope {version('convscope')}")
        raise typer.Exit


def version_option() -> Any:
    """Declare ``--version``, which prints it and leaves."""
    return typer.Option(False, "--version", help="Print the version.", callback=_print_version, is_eager=True)


PANEL = "Everywhere"
DECLARED: dict[str, tuple[Any, Any]] = {
    "device": (
        Annotated[str, typer.Option(help="auto, cpu, cuda, cuda:1, mps.", metavar="NAME", rich_help_panel=PANEL)],
        "auto",
    ),
    "threads": (
        Annotated[
            int | None, typer.Option(help="CPU threads; by default torch's choice.", min=1, rich_help_panel=PANEL)
        ],
        None,
    ),
    "seed": (Annotated[int, typer.Option(help="Seed of all random numbers.", rich_help_panel=PANEL)], 0),
    "json": (
        Annotated[bool, typer.Option("--json", help="Print the result as JSON, nothing else.", rich_help_panel=PANEL)],
        False,
    ),
    "json_lines": (
        Annotated[
            bool,
            typer.Option(
                "--json-lines",
                help="Print what comes about as JSON, one object a line, the result last.",
                rich_help_panel=PANEL,
            ),
        ],
        False,
    ),
    "quiet": (
        Annotated[
            bool,
            typer.Option("--quiet", "-q", help="Print the result's one line, nothing else.", rich_help_panel=PANEL),
        ],
        False,
    ),
}


def everywhere() -> list[Parameter]:
    """Give them as parameters of a function that typer reads."""
    options = [
        Parameter(name, Parameter.KEYWORD_ONLY, annotation=annotation, default=default)
        for name, (annotation, default) in DECLARED.items()
    ]
    return [*options, Parameter("version", Parameter.KEYWORD_ONLY, annotation=bool, default=version_option())]
