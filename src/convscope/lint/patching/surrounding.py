"""How modules around a layer, or in its place, are written into the source.

In: the call that makes the layer, and the change. Out: `Cut`s of the source, or `NotPlain` with the reason.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from convscope.lint.patching.rewriting import written
from convscope.lint.patching.source import Cut, NotPlain, Source
from convscope.lint.patching.spelling import FUNCTIONS, MODULES, Called, Names
from convscope.network.changes import Added, Around

LIKE = {  # functions that do what a module without parameters does, of the same arguments
    "ReLU": "relu",
    "ReLU6": "relu6",
    "LeakyReLU": "leaky_relu",
    "SiLU": "silu",
    "GELU": "gelu",
    "Hardswish": "hardswish",
    "Sigmoid": "sigmoid",
    "Tanh": "tanh",
    "Softmax": "softmax",
    "MaxPool2d": "max_pool2d",
    "AvgPool2d": "avg_pool2d",
    "Upsample": "interpolate",
    "ZeroPad1d": "pad",
    "ZeroPad2d": "pad",
    "ZeroPad3d": "pad",
}
HARMLESS = frozenset("forward train eval to apply parameters modules requires_grad_ register_forward_hook".split())  # noqa: SIM905
LOOSE = (ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.Lambda, ast.Await, ast.NamedExpr)


@dataclass(frozen=True)
class Written:
    """Cuts of the source; with ``siblings`` an nn.Sequential got more elements, with ``wrapped`` one was made."""

    cuts: tuple[Cut, ...]
    siblings: bool = False
    wrapped: bool = False


def around(source: Source, names: Names, called: Called, change: Around) -> Written:
    """Put modules before and behind a layer, or in its place: elements of its nn.Sequential, or one around it.

    In the place of none comes nn.Identity, so that other layers' weights keep their names; a function's call gives way
    to what it was called with.
    """
    if called.kind != "module":
        return _around_function(source, names, called, change)
    call = called.call
    (start, end), indent = source.span(call), source.indent(source.span(call)[0])
    before, cuts = _modules(names, change.before)
    after, more = _modules(names, change.after)
    cuts += more
    used = _used(source, call)
    if change.kept and _is_element(source, names, call) and not _is_indexed(source, source.parents[call]):
        separator = ", " if indent is None else f",{source.newline}{indent}"
        cuts += [Cut(start, start, "".join(f"{one}{separator}" for one in before))] if before else []
        cuts += source.behind(end, after, indent) if after else ()
        return Written(tuple(cuts), siblings=True)
    if used:
        raise NotPlain(f"line {used.lineno} asks for {source.of(used)}")
    several = [*before, *([None] if change.kept else []), *after]
    if several in ([], [None]):
        name, needed = names.written(MODULES, "Identity")
        return Written((Cut(start, end, f"{name}()"), *cuts, *needed))
    if len(several) == 1:
        return Written((Cut(start, end, str(several[0])), *cuts))
    name, needed = names.written(MODULES, "Sequential")
    cuts += needed
    if not change.kept:
        return Written((Cut(start, end, f"{name}({', '.join(map(str, several))})"), *cuts), wrapped=True)
    opening = Cut(start, start, f"{name}({''.join(f'{one}, ' for one in before)}")
    return Written((opening, Cut(end, end, "".join(f", {one}" for one in after) + ")"), *cuts), wrapped=True)


def _modules(names: Names, added: Iterable[Added]) -> tuple[list[str], list[Cut]]:
    """Write constructors as the file would, with the imports they need."""
    texts, cuts = [], []
    for one in added:
        name, needed = names.written(MODULES, one.kind)
        texts.append(f"{name}({_arguments(one)})")
        cuts += needed
    return texts, cuts


def _arguments(added: Added) -> str:
    return ", ".join([*map(written, added.arguments), *(f"{name}={written(value)}" for name, value in added.options)])


def _used(source: Source, call: ast.Call) -> ast.Attribute | None:
    """Find where code asks for something of the module that a call makes, as self.norm.weight does."""
    target = _target(source, call)
    if target is None:
        return None
    for node in ast.walk(source.around(call, ast.ClassDef)):
        if isinstance(node, ast.Attribute) and node.attr not in HARMLESS:
            owner = node.value.value if isinstance(node.value, ast.Subscript) else node.value
            if ast.dump(owner) == target:
                return node
    return None


def _is_indexed(source: Source, holder: ast.AST) -> bool:
    """Whether code takes elements of an nn.Sequential by their number, which would not be the same any more."""
    target = _target(source, holder)
    nodes = ast.walk(source.around(holder, ast.ClassDef)) if target else ()
    return any(isinstance(node, ast.Subscript) and ast.dump(node.value) == target for node in nodes)


def _target(source: Source, node: ast.AST) -> str | None:
    """Give what a module is called where it is set, alone or as an element, as `ast.dump` of its use."""
    while isinstance(node, ast.expr) and isinstance(source.parents[node], ast.expr):
        node = source.parents[node]
    statement = source.parents.get(node)
    if not (isinstance(statement, ast.Assign) and len(statement.targets) == 1):
        return None
    return ast.dump(ast.parse(source.of(statement.targets[0]), mode="eval").body)


def _is_element(source: Source, names: Names, call: ast.Call) -> bool:
    holder = source.parents.get(call)
    if not (
        isinstance(holder, ast.Call) and call in holder.args and names.dotted(holder.func) == f"{MODULES}.Sequential"
    ):
        return False
    (start, end), (_, close) = source.span(call), source.span(holder)
    following = source.after(end)
    return (
        source.before(start).text in "(,"
        and following is not None
        and (following.text == "," or following.end == close)
    )


def _around_function(source: Source, names: Names, called: Called, change: Around) -> Written:
    call = called.call
    if called.kind == "method":
        assert isinstance(call.func, ast.Attribute)
        taken = call.func.value
    else:
        named = [one.value for one in call.keywords if one.arg == "input"]
        taken = call.args[0] if call.args else named[0] if named else call
    if taken is call or isinstance(taken, ast.Starred):
        raise NotPlain(f"what {called.name} is called with is not written there")
    (start, end), (first, last) = source.span(call), source.span(taken)
    cuts: list[Cut] = []
    inner, outer = (change.before, change.after) if change.kept else ((*change.before, *change.after), ())
    for one in inner:
        cuts += _wrap(names, one, first, last)
    if change.kept:
        for one in outer:
            cuts += _wrap(names, one, start, end)
        return Written(tuple(_nested(cuts)))
    statement = source.parents[call]
    if isinstance(statement, ast.Expr) and not (inner or isinstance(taken, ast.Name)):
        raise NotPlain(f"{called.name} changes {source.of(taken)} in place there")
    idle = isinstance(statement, ast.Assign) and [source.of(one) for one in statement.targets] == [source.of(taken)]
    if not inner and isinstance(statement, ast.Expr | ast.Assign) and (idle or isinstance(statement, ast.Expr)):
        return Written((source.without(statement),))
    alone = isinstance(statement, ast.Assign | ast.Return) or (
        isinstance(statement, ast.Call) and call in statement.args
    )
    bare = taken.func if isinstance(taken, ast.Call) else taken  # the brackets of a call hold its lines together
    loose = "\n" in source.of(bare) or (isinstance(taken, LOOSE) and not alone)
    opening, closing = ("(", ")") if loose and not inner else ("", "")
    return Written((Cut(start, first, opening), *_nested(cuts), Cut(last, end, closing)))


def _wrap(names: Names, added: Added, start: int, end: int) -> list[Cut]:
    """Call, on what stands from start to end, the function that does what a module does."""
    from torch import nn

    if added.kind not in LIKE:
        raise NotPlain(f"{added} has no function that does the same: make it in __init__ and call it here")
    name, needed = names.written(FUNCTIONS, LIKE[added.kind])
    parameters: Sequence[str] = list(inspect.signature(getattr(nn, added.kind)).parameters)
    given = dict(zip(parameters, added.arguments, strict=False)) | dict(added.options)
    given.pop("inplace", None)
    if added.kind.startswith("ZeroPad"):
        given = {"pad": given["padding"]}
    rest = "".join(
        f", {key}={written(value)}" if key != "pad" else f", {written(value)}" for key, value in given.items()
    )
    return [Cut(start, start, f"{name}("), Cut(end, end, f"{rest})"), *needed]


def _nested(cuts: Sequence[Cut]) -> list[Cut]:
    """Order what is put at the same place: a call made later lies around those made before, and so opens first."""
    opening = [cut for cut in cuts if cut.text.endswith("(")]
    return [*reversed(opening), *(cut for cut in cuts if cut not in opening)]
