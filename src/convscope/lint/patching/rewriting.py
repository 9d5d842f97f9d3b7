"""How another argument, or a module left out, is written into the source: which words come in the place of which.

In: the call that makes the layer, and the change. Out: `Cut`s of the source, or `NotPlain` with the reason.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterable

from convscope.lint.patching.source import Cut, NotPlain, Source
from convscope.lint.patching.spelling import Called, is_plain
from convscope.network.changes import Value


def argument(source: Source, called: Called, name: str, value: Value) -> list[Cut]:
    """Give a call's argument another value, where it has a plain one, or add it as a keyword; nothing if it is so."""
    call, parameters = called.call, called.parameters
    if any(isinstance(one, ast.Starred) for one in call.args) or any(one.arg is None for one in call.keywords):
        raise NotPlain(f"{called.name} is called with * there, so that {name} may be among what is not written")
    if called.kind == "method":
        raise NotPlain(f"{name} of a method is not changed")
    if name not in parameters:
        raise NotPlain(f"{called.name} takes no {name}")
    place = list(parameters).index(name)
    given = next((one.value for one in call.keywords if one.arg == name), None)
    if given is None and place < len(call.args):
        given = call.args[place]
    if given is None:
        default = parameters[name]
        same = default is not inspect.Parameter.empty and default == value and type(default) is type(value)
        return [] if same else list(_keyword(source, call, f"{name}={written(value)}"))
    if not is_plain(given):
        raise NotPlain(f"{name}={source.of(given)} there is no plain value")
    return [] if source.of(given) == written(value) else [Cut(*source.span(given), written(value))]


def dropped(source: Source, line: int, attribute: str) -> list[Cut]:
    """Take out the statement that makes a module, ``self.aux = …``, where nothing else in the file speaks of it."""
    calls = source.calls(line)
    statements = {source.parents[call] for call in calls if isinstance(source.parents[call], ast.Assign)}
    found = [
        one
        for one in statements
        if isinstance(one, ast.Assign) and [ast.unparse(target) for target in one.targets] == [f"self.{attribute}"]
    ]
    if len(found) != 1:
        raise NotPlain(f"the line is no statement self.{attribute} = …")
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and node.attr == attribute and node is not found[0].targets[0]:
            raise NotPlain(f"line {node.lineno} speaks of {attribute} too")
        if isinstance(node, ast.Constant) and node.value == attribute:
            raise NotPlain(f"line {node.lineno} speaks of {attribute!r} too")
    return [source.without(found[0])]


def written(value: Value) -> str:
    """Write a value as code: words in the quotation marks that most files use."""
    return f'"{value}"' if isinstance(value, str) and '"' not in value and "\\" not in value else repr(value)


def _keyword(source: Source, call: ast.Call, text: str) -> Iterable[Cut]:
    close = source.span(call)[1] - 1
    last = source.before(close)
    trailing = last.text == "," and bool(call.args or call.keywords)
    end = source.before(last.start).end if trailing else last.end
    if not (call.args or call.keywords):
        return [Cut(last.end, last.end, text)]
    arguments = [*call.args, *(one.value for one in call.keywords)]
    latest = max(arguments, key=lambda node: source.span(node)[0])
    begins = source.span(latest)[0]
    begins = next((source.offset(k.lineno, k.col_offset) for k in call.keywords if k.value is latest), begins)
    own_line = "\n" in source.text[end:close]
    return source.behind(end, [text], source.indent(begins) if own_line else None)
