"""What the names of a file mean in torch, whichever way it imports them, and how it would write torch's names."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import Any, Literal

from convscope.lint.patching.source import Cut, NotPlain, Source

MODULES, FUNCTIONS = "torch.nn", "torch.nn.functional"
OTHERWISE = {  # classes that call a function of another name
    "Upsample": "interpolate",
    "UpsamplingNearest2d": "interpolate",
    "UpsamplingBilinear2d": "interpolate",
    "SyncBatchNorm": "batch_norm",
    "Softmax2d": "softmax",
}


@dataclass(frozen=True)
class Called:
    """A call of torch's: a module's constructor, a function, or a tensor's method, by torch's own name."""

    call: ast.Call
    kind: Literal["module", "function", "method"]
    name: str

    def makes(self, operator: str) -> bool:
        """Whether this call makes layers of an operator, as nn.BatchNorm2d does batch_norm."""
        if self.kind != "module":
            return self.name.rstrip("_") == operator
        if self.name in OTHERWISE:
            return OTHERWISE[self.name] == operator
        if operator == "pad":
            return "Pad" in self.name
        name, plain = self.name.lower(), operator.replace("_", "")
        return name in (plain, f"{plain}1d", f"{plain}2d", f"{plain}3d", f"lazy{plain}")

    @property
    def parameters(self) -> dict[str, Any]:
        """Its parameters in order, with their defaults; raises `NotPlain` where torch does not tell them."""
        from torch import nn
        from torch.nn import functional

        from convscope.network.calling import NAMES

        if self.kind == "module":
            return {one.name: one.default for one in inspect.signature(getattr(nn, self.name)).parameters.values()}
        name = self.name.rstrip("_")
        names = NAMES.get(name.rstrip("123d").removesuffix("_") if name.endswith("d") else name)
        if names is not None:
            return dict.fromkeys(names, inspect.Parameter.empty)
        try:
            found = inspect.signature(getattr(functional, name))
        except (AttributeError, TypeError, ValueError) as error:
            raise NotPlain(f"the arguments of {name} are not known") from error
        return {one.name: one.default for one in found.parameters.values()}


@dataclass(frozen=True)
class Names:
    """The names of a file, as far as each means one thing in all of it.

    >>> from pathlib import Path
    >>> names = Names(Source(Path("net.py"), "import torch.nn as tnn\\nfrom torch.nn import functional as F\\n"))
    >>> names.dotted(ast.parse("tnn.Conv2d", mode="eval").body)
    'torch.nn.Conv2d'
    """

    source: Source

    @cached_property
    def known(self) -> dict[str, str]:
        """What each name means, of those that are imported, or set once at the top to something imported."""
        found: dict[str, set[str]] = {}
        for name, meaning in _imported(self.source.tree):
            found.setdefault(name, set()).add(meaning)
        once = {
            node.targets[0].id: node
            for node in self.source.tree.body
            if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name)
        }
        bound = self.bound
        known = {name: next(iter(all_)) for name, all_ in found.items() if len(all_) == 1 and name not in bound}
        for name, node in once.items():
            value = _dotted(node.value, known)
            if value and value.startswith("torch") and bound.count(name) == 1 and name not in found:
                known[name] = value
        return known

    @cached_property
    def bound(self) -> list[str]:
        """Names that are set otherwise than by an import, as often as they are."""
        return list(_bound(self.source.tree))

    @cached_property
    def stars(self) -> list[str]:
        """Packages of which everything is imported."""
        nodes = [node for node in ast.walk(self.source.tree) if isinstance(node, ast.ImportFrom)]
        return [node.module or "" for node in nodes if node.names[0].name == "*"]

    def dotted(self, node: ast.expr) -> str | None:
        """Give the whole name of what an expression names, as torch.nn.Conv2d; None where it is not known."""
        if isinstance(node, ast.Name) and node.id not in self.known and node.id not in self.bound:
            for package in self.stars:
                if package in (MODULES, FUNCTIONS) and hasattr(import_module(package), node.id):
                    return f"{package}.{node.id}"
        return _dotted(node, self.known)

    def called(self, call: ast.Call) -> Called | None:
        """Say what of torch's a call calls; None where it is something else, or not known."""
        from torch import Tensor, nn

        name = self.dotted(call.func)
        if name is not None:
            package, _, last = name.rpartition(".")
            if package == MODULES or package.startswith("torch.nn.modules"):
                return Called(call, "module", last) if isinstance(getattr(nn, last, None), type) else None
            return Called(call, "function", last) if package in ("torch", FUNCTIONS) else None
        if not isinstance(call.func, ast.Attribute) or not hasattr(Tensor, call.func.attr):
            return None
        given = [*call.args, *(keyword.value for keyword in call.keywords)]
        is_module = _root(call.func.value) in ("self", "cls") or not all(map(is_plain, given))
        return None if is_module else Called(call, "method", call.func.attr)

    def written(self, package: str, name: str) -> tuple[str, list[Cut]]:
        """Write a name of torch.nn or torch.nn.functional as this file would, with the import that it needs if any."""
        for alias in (alias for alias, meaning in self.top.items() if meaning == f"{package}.{name}"):
            return alias, []
        if package in self.stars and name not in self.bound and hasattr(import_module(package), name):
            return name, []
        parts = package.split(".")
        for length in range(len(parts), 0, -1):  # torch.nn if it has a name, else torch
            for top in (alias for alias, meaning in self.top.items() if meaning == ".".join(parts[:length])):
                return ".".join((top, *parts[length:], name)), []
        alias = "nn" if package == MODULES else "F"
        if alias in self.known or alias in self.bound:
            raise NotPlain(f"the file has no name for {package}, and {alias} is something else there")
        imports = [node for node in self.source.tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
        if not imports:
            raise NotPlain(f"the file does not import {package}")
        end = self.source.line_at(self.source.span(imports[-1])[1])[1]
        line = "from torch import nn" if package == MODULES else f"import {FUNCTIONS} as F"
        return f"{alias}.{name}", [Cut(end, end, f"{self.source.newline}{line}", once=True)]

    @cached_property
    def top(self) -> dict[str, str]:
        """Those names that are imported at the top, and so are known in every function."""
        whole = ast.Module(
            [node for node in self.source.tree.body if isinstance(node, ast.Import | ast.ImportFrom)], []
        )
        here = {name for name, _ in _imported(whole)}
        return {name: meaning for name, meaning in self.known.items() if name in here}


def is_plain(node: ast.expr) -> bool:
    """Whether an expression is a value that is written out: a number, a word, a tuple of such, or 64 * 7 * 7."""
    if isinstance(node, ast.BinOp):
        return is_plain(node.left) and is_plain(node.right)
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError):
        return False
    return True


def _root(node: ast.expr) -> str | None:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


def _dotted(node: ast.expr, known: dict[str, str]) -> str | None:
    if isinstance(node, ast.Name):
        return known.get(node.id)
    if not isinstance(node, ast.Attribute):
        return None
    before = _dotted(node.value, known)
    return None if before is None else f"{before}.{node.attr}"


def _imported(tree: ast.AST) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for one in node.names:
                yield (one.asname, one.name) if one.asname else (one.name.partition(".")[0],) * 2
        elif isinstance(node, ast.ImportFrom):
            for one in node.names:
                package = "." * node.level + (node.module or "")
                yield one.asname or one.name, f"{package}.{one.name}"


def _bound(tree: ast.AST) -> Iterator[str]:
    """Give the names that are set otherwise than by an import, as often as they are."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.ExceptHandler) and node.name:
            yield node.name
