"""A verb as a command."""

from __future__ import annotations

import json
import sys
from dataclasses import MISSING
from inspect import Parameter, Signature, cleandoc
from typing import Annotated, Any, NoReturn

import typer

from convscope.cli.lines import JsonLines
from convscope.cli.options import DECLARED, Everywhere, everywhere
from convscope.errors import ConvscopeError
from convscope.verbs import VERBS, Argument, Session, Verb
from convscope.verbs import verb as verbs

INTERRUPTED = 130


def add_commands(app: typer.Typer) -> None:
    """Give the application one command a verb."""
    for verb in VERBS:
        app.command(verb.name, help=_help(verb))(_function(verb))


def _help(verb: type[Verb]) -> str:
    """Write the docstring, and below it the examples and what else is listed, line by line (\\b keeps the lines)."""
    parts = [cleandoc(verb.__doc__ or "")]
    for title, lines in (("Examples", verb.examples), *verb.listed):
        parts.append("\n".join(["\b", f"{title}:", *(f"  {line}" for line in lines)]))
    return "\n\n".join(parts)


def _function(verb: type[Verb]) -> Any:
    """Make the function whose signature typer reads: the verb's parameters, then those of every command."""

    def command(**values: Any) -> None:
        values.pop("version")
        asked = Everywhere(**{name: values.pop(name) for name in DECLARED})
        values = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
        _run(verb(**values), asked)

    declared = [_declared(parameter) for parameter in verbs.parameters(verb)]
    signature = Signature([*declared, *everywhere()])
    command.__signature__ = signature  # type: ignore[attr-defined]
    command.__annotations__ = {name: parameter.annotation for name, parameter in signature.parameters.items()}
    command.__name__ = verb.name
    return command


def _declared(parameter: verbs.Parameter) -> Parameter:
    many = parameter.type == tuple[str, ...]
    kind = list[str] if many else parameter.type
    declared = parameter.declared
    if isinstance(declared, Argument):
        told: Any = typer.Argument(help=declared.help, metavar=declared.metavar, show_default=False)
    else:
        flag = verbs.flag_of(parameter.name)
        choices = f" One of: {', '.join(declared.choices)}." if declared.choices else ""
        told = typer.Option(
            *((flag, "-o") if flag == "--out" else (flag,)),
            help=declared.help + choices,
            metavar=declared.metavar or None,
            show_default=bool(parameter.default) and parameter.default is not MISSING,
        )
    default = Parameter.empty if parameter.default is MISSING else [] if many else parameter.default
    return Parameter(parameter.name, Parameter.KEYWORD_ONLY, annotation=Annotated[kind, told], default=default)


def _run(verb: Verb, asked: Everywhere) -> None:
    """Run a verb, show what comes, and leave with its exit code; a mistake of the user's is one line on stderr."""
    from convscope.cli.show import Shower, in_short

    if asked.json and asked.json_lines:
        _leave(verb, ConvscopeError("--json and --json-lines came", fix="say one of them"))
    shower = Shower(quiet=asked.quiet or asked.json)
    lines = JsonLines(_written) if asked.json_lines else None
    told: list[object] = []

    def show(event: object) -> None:
        """Show what comes; what is needed at once is the result, told before the end."""
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
        sys.stderr.write(f"convscope {verb.name}: {message}\n")
        if lines is not None:
            lines.ended("interrupted", message, INTERRUPTED)
        raise typer.Exit(INTERRUPTED) from None
    if lines is not None:
        lines.result(result)
    elif result in told:
        pass
    elif asked.json:
        typer.echo(json.dumps(result.as_dict(), indent=2, ensure_ascii=False))
    elif (text := getattr(result, "text", None)) is not None:
        typer.echo(text)  # as it is, for other programs: nothing is folded
    else:
        shower.result(result, brief=asked.quiet)
    if getattr(result, "failed", False):
        raise typer.Exit(1)


def _leave(verb: Verb, error: ConvscopeError, lines: JsonLines | None = None) -> NoReturn:
    """Say what is wrong, and leave."""
    sys.stderr.write(f"convscope {verb.name}: {error}\n")
    if lines is not None:
        lines.ended("error", str(error), error.exit_code)
    raise typer.Exit(error.exit_code) from None


def _written(line: str) -> None:
    """Write a line so that who reads it has it at once."""
    sys.stdout.write(line)
    sys.stdout.flush()
