"""A verb as a command."""

from __future__ import annotations

import json
import sys
from dataclasses import MISSING
from inspect import cleandoc
from types import NoneType
from typing import TYPE_CHECKING, Any, NoReturn, get_args

import click

from convscope.cli.lines import JsonLines
from convscope.cli.options import Everywhere, everywhere
from convscope.errors import ConvscopeError
from convscope.verbs import VERBS, Argument, Session, Verb
from convscope.verbs import verb as verbs

if TYPE_CHECKING:
    from convscope.torchrun import Place

INTERRUPTED = 130


class Commands(click.Group):
    """One command a verb, listed in the verbs' order."""

    def __init__(self, name: str, **options: Any) -> None:
        super().__init__(name, [_command(verb) for verb in VERBS], **options)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Keep the order they were given in, which is the order of work."""
        return list(self.commands)


def _help(verb: type[Verb]) -> str:
    """Write the docstring, and below it the examples and what else is listed, line by line (\\b keeps the lines)."""
    parts = [cleandoc(verb.__doc__ or "")]
    for title, lines in (("Examples", verb.examples), *verb.listed):
        parts.append("\n".join(["\b", f"{title}:", *(f"  {line}" for line in lines)]))
    return "\n\n".join(parts)


def _command(verb: type[Verb]) -> click.Command:
    """Make the command: the verb's parameters, then those of every command."""

    def command(**values: Any) -> None:
        asked = Everywhere(**{name: values.pop(name) for name in Everywhere.__dataclass_fields__})
        _run(verb(**values), asked)

    declared = [_declared(parameter) for parameter in verbs.parameters(verb)]
    return click.Command(verb.name, callback=command, params=[*declared, *everywhere()], help=_help(verb))


def _declared(parameter: verbs.Parameter) -> click.Parameter:
    many, required = parameter.type == tuple[str, ...], parameter.default is MISSING
    kind = str if many else next(one for one in (*get_args(parameter.type), parameter.type) if one is not NoneType)
    default = {} if required else {"default": parameter.default}
    declared = parameter.declared
    if isinstance(declared, Argument):
        return click.Argument(
            [parameter.name],
            help=f"{declared.help}  [required]" if required else declared.help,
            metavar=declared.metavar,
            nargs=-1 if many else 1,
            required=required,
            type=kind,
            **default,
        )
    flag = verbs.flag_of(parameter.name)
    choices = f" One of: {', '.join(declared.choices)}." if declared.choices else ""
    return click.Option(
        [parameter.name, flag, *(["-o"] if flag == "--out" else [])],
        help=declared.help + choices,
        metavar=declared.metavar or None,
        multiple=many,
        is_flag=kind is bool,
        required=required,
        type=kind,
        show_default=bool(parameter.default) and not required,
        **default,
    )


def _run(verb: Verb, asked: Everywhere) -> None:
    """Run a verb, show what comes, and leave with its exit code; a mistake of the user's is one line on stderr."""
    from convscope.cli.show import Shower, in_short

    if asked.json and asked.json_lines:
        _leave(verb, ConvscopeError("--json and --json-lines came", fix="say one of them"))
    here = _worker(verb)
    silent = here is not None and here.rank > 0  # of several workers the first one speaks
    shower = Shower(quiet=asked.quiet or asked.json)
    lines = JsonLines(_written) if asked.json_lines else None
    told: list[object] = []

    def show(event: object) -> None:
        """Show what comes; what is needed at once is the result, told before the end."""
        if silent:
            return
        if lines is not None:
            lines.show(event)
        elif shower.quiet and getattr(event, "at_once", False):
            told.append(event)
            _written((json.dumps(event.as_dict()) if asked.json else in_short(event)) + "\n")  # type: ignore[attr-defined]
        else:
            shower.show(event)

    session = Session(asked.seed, asked.device, asked.threads, show)
    try:
        with shower:
            result = verb.run(session)
    except ConvscopeError as error:
        _leave(verb, error, lines)
    except OSError as error:
        if error.filename is None:
            raise
        _leave(verb, ConvscopeError(f"{error.filename}: {error.strerror}"), lines)  # a place the user named
    except KeyboardInterrupt as stopped:
        message = str(stopped) or "stopped"
        if not silent:
            sys.stderr.write(f"convscope {verb.name}: {message}\n")
        if lines is not None and not silent:
            lines.ended("interrupted", message, INTERRUPTED)
        raise click.exceptions.Exit(INTERRUPTED) from None
    if silent:
        return
    if lines is not None:
        lines.result(result)
    elif result in told:
        pass
    elif asked.json:
        click.echo(json.dumps(result.as_dict(), indent=2, ensure_ascii=False))
    elif (text := getattr(result, "text", None)) is not None:
        click.echo(text)  # as it is, for other programs: nothing is folded
    else:
        shower.result(result, brief=asked.quiet)
    if getattr(result, "failed", False):
        raise click.exceptions.Exit(1)


def _worker(verb: Verb) -> Place | None:
    """Say which of torchrun's processes this is; leave where they do not share the verb's work."""
    from convscope.torchrun import place

    try:
        here = place()
    except ConvscopeError as error:
        _leave(verb, error)
    if here is not None and not verb.shared:
        several = ConvscopeError(f"torchrun started it {here.size} times", fix="begin it without: train alone shares")
        several.heard = here.rank > 0
        _leave(verb, several)
    return here


def _leave(verb: Verb, error: ConvscopeError, lines: JsonLines | None = None) -> NoReturn:
    """Say what is wrong, and leave."""
    if not error.heard:
        sys.stderr.write(f"convscope {verb.name}: {error}\n")
    if lines is not None and not error.heard:
        lines.ended("error", str(error), error.exit_code)
    raise click.exceptions.Exit(error.exit_code) from None


def _written(line: str) -> None:
    """Write a line so that who reads it has it at once."""
    sys.stdout.write(line)
    sys.stdout.flush()
