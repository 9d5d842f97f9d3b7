"""A spelling taken apart: where the network is, its name there, and the arguments of its constructor."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Any

from convscope.errors import ConvscopeError


@dataclass(frozen=True)
class Spelled:
    """``text`` as it was typed; ``where`` is empty for the zoo, else a library, a file or a package."""

    text: str
    where: str
    name: str
    arguments: tuple[Any, ...] = ()
    named: dict[str, Any] = field(default_factory=dict)


def parse(spelling: str) -> Spelled:
    """Take a spelling apart; arguments are Python's literals, nothing is evaluated.

    >>> parse("net.py:Net(width=32, norm='batch')")
    Spelled(text="net.py:Net(width=32, norm='batch')", where='net.py', name='Net', \
arguments=(), named={'width': 32, 'norm': 'batch'})

    Raises `ConvscopeError` where what is in the brackets is no argument list of literals.
    """
    base, arguments, named = spelling, (), dict[str, Any]()
    if spelling.rstrip().endswith(")"):
        base, call = _split(spelling)
        arguments, named = _literals(spelling, call)
    where, _, name = base.rpartition(":")
    return Spelled(spelling, where, name, arguments, named)


def _split(spelling: str) -> tuple[str, ast.Call]:
    """Find the bracket that opens the arguments: the first from which on Python reads one call."""
    for place, letter in enumerate(spelling):
        if letter != "(":
            continue
        try:
            call = ast.parse("f" + spelling[place:], mode="eval").body
        except (SyntaxError, ValueError):
            continue
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
            return spelling[:place].rstrip(), call
    raise _unreadable(spelling)


def _literals(spelling: str, call: ast.Call) -> tuple[tuple[Any, ...], dict[str, Any]]:
    try:
        arguments = tuple(ast.literal_eval(value) for value in call.args)
        named = {str(given.arg): ast.literal_eval(given.value) for given in call.keywords if given.arg}
    except (ValueError, TypeError) as error:
        raise _unreadable(spelling) from error
    if len(named) != len(call.keywords):  # a **mapping has no name
        raise _unreadable(spelling)
    return arguments, named


def _unreadable(spelling: str) -> ConvscopeError:
    return ConvscopeError(
        f"the arguments in {spelling} cannot be read",
        fix="give literals as Python writes them, as in 'net.py:Net(width=32, norm=\"batch\")', quoted for the shell",
    )
