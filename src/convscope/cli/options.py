"""The options that every command has."""

from __future__ import annotations

from dataclasses import dataclass

import click


@dataclass(frozen=True)
class Everywhere:
    """What was said of them."""

    device: str
    threads: int | None
    seed: int
    json: bool
    json_lines: bool
    quiet: bool


def _print_version(context: click.Context, parameter: click.Parameter, asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        click.echo(f"convscope {version('convscope')}")
        context.exit()


def _print_completion(context: click.Context, parameter: click.Parameter, shell: str | None) -> None:
    if shell is not None:
        from click.shell_completion import get_completion_class

        completion = get_completion_class(shell)
        assert completion is not None  # as the option takes no other shell
        click.echo(completion(context.command, {}, "convscope", "_CONVSCOPE_COMPLETE").source())
        context.exit()


def version_option() -> click.Option:
    """Declare ``--version``, which prints it and leaves."""
    return click.Option(
        ["--version"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_print_version,
        help="Print the version.",
    )


def completion_option() -> click.Option:
    """Declare ``--completion``, which prints what a shell needs to complete verbs and options, and leaves."""
    return click.Option(
        ["--completion"],
        type=click.Choice(["bash", "zsh", "fish"]),
        is_eager=True,
        expose_value=False,
        callback=_print_completion,
        help='Print completion for a shell; in ~/.bashrc: eval "$(convscope --completion bash)".',
    )


def everywhere() -> list[click.Parameter]:
    """Give the options of every command, named as in `Everywhere`; and ``--version``."""
    return [
        click.Option(
            ["--device"], default="auto", show_default=True, metavar="NAME", help="auto, cpu, cuda, cuda:1, mps."
        ),
        click.Option(
            ["--threads"], type=click.IntRange(min=1), metavar="N", help="CPU threads; by default torch's choice."
        ),
        click.Option(
            ["--seed"], type=int, default=0, show_default=True, metavar="N", help="Seed of all random numbers."
        ),
        click.Option(["--json"], is_flag=True, help="Print the result as JSON, nothing else."),
        click.Option(
            ["--json-lines"],
            is_flag=True,
            help="Print what comes about as JSON, one object a line, the result last.",
        ),
        click.Option(["--quiet", "-q"], is_flag=True, help="Print the result's one line, nothing else."),
        version_option(),
    ]
