"""Changes of a network, gathered by the lines of code that make its layers, and written there as far as it is plain."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from convscope.lint.patching.files import hunks, near, read
from convscope.lint.patching.source import Cut, NotPlain, Source
from convscope.network.changes import Argument, Around, Change, Dropped, InputSize

if TYPE_CHECKING:
    from convscope.lint.patching.spelling import Called, Names
    from convscope.lint.patching.surrounding import Written
    from convscope.network import Layer, Network

AGAIN = re.compile(r":\d+$")  # the second call of a module has its name and :2


@dataclass
class Desk:
    """Sources with the cuts that are made so far."""

    network: Network
    cuts: dict[str, list[Cut]] = field(default_factory=dict)
    sources: dict[str, Source | NotPlain] = field(default_factory=dict)
    names: dict[str, Names] = field(default_factory=dict)
    placed: dict[Change, None] = field(default_factory=dict)
    idle: set[Change] = field(default_factory=set)  # the source has these already
    refused: dict[Change, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def place(self, changes: Iterable[Change]) -> None:
        """Write changes, a line of code after the other, and note those that cannot be."""
        sites: dict[tuple[str, int, str], list[Argument | Around]] = {}
        gone: dict[tuple[str, int], list[Dropped]] = {}
        for change in changes:
            try:
                if isinstance(change, InputSize):
                    size = ",".join(map(str, (*self.network.input_shape[:1], *change.size)))
                    raise NotPlain(f"the input's size is no matter of the code: --input {size}")
                if isinstance(change, Dropped):
                    gone.setdefault(self._made_at(change.module), []).append(change)
                else:
                    layer = self.network[change.layer]
                    sites.setdefault((*_site(layer.file, layer.line), layer.operator), []).append(change)
            except NotPlain as why:
                self.refused[change] = str(why)
        for (file, line), dropped in gone.items():
            self._try(file, dropped, partial(self._dropped, file, line, dropped))
        for (file, line, operator), those in sites.items():
            try:
                groups = self._groups(file, line, operator)
            except NotPlain as why:
                self.refused.update(dict.fromkeys(those, str(why)))
                continue
            for calls, layers in groups:
                self._at(file, calls, layers, [change for change in those if change.layer in layers])

    def text(self) -> str:
        """Give the patch."""
        return "".join(self._diff(file) for file in sorted(self.cuts) if self.cuts[file])

    def _at(self, file: str, calls: list[Called], layers: list[str], changes: list[Argument | Around]) -> None:
        """Write changes of layers that the same calls make: each must be of all of them."""
        alike: dict[Argument | Around, list[Argument | Around]] = {}
        for change in changes:
            alike.setdefault(replace(change, layer=""), []).append(change)
        arounds: list[Around] = []
        whole: list[Change] = []
        for one, those in alike.items():
            others = [layer for layer in layers if layer not in {change.layer for change in those}]
            if others:
                told = ", ".join(others[:3]) + (f" and {len(others) - 3} more" if len(others) > 3 else "")
                why = f"the same line makes {told}, not to be changed so"
                self.refused.update(dict.fromkeys(those, why))
            elif isinstance(one, Argument):
                self._try(file, those, partial(self._argument, file, calls, one))
            else:
                arounds.append(one)
                whole += those
        if arounds:
            before = tuple(added for one in arounds for added in one.before)
            after = tuple(added for one in arounds for added in one.after)
            around = Around(layers[0], before, after, all(one.kept for one in arounds))
            self._try(file, whole, partial(self._around, file, calls, layers, around))

    def _try(self, file: str, changes: Sequence[Change], write: partial[tuple[list[Cut], list[str]]]) -> None:
        try:
            cuts, notes = write()
            source = self._source(file)
            source.spliced([*self.cuts.get(file, []), *cuts])
            self._check_encoding(source, [*self.cuts.get(file, []), *cuts])
        except NotPlain as why:
            self.refused.update(dict.fromkeys(changes, str(why)))
            return
        self.cuts.setdefault(file, []).extend(cuts)
        self.placed.update(dict.fromkeys(changes))
        self.idle.update(() if cuts else changes)
        self.notes += notes

    def _argument(self, file: str, calls: list[Called], change: Argument) -> tuple[list[Cut], list[str]]:
        from convscope.lint.patching.rewriting import argument

        done = [argument(self._source(file), called, change.argument, change.value) for called in calls]
        return [cut for one in done for cut in one], []

    def _around(self, file: str, calls: list[Called], layers: list[str], change: Around) -> tuple[list[Cut], list[str]]:
        from convscope.lint.patching.surrounding import around

        source = self._source(file)
        done = [around(source, self.names[file], called, change) for called in calls]
        notes = [note for one in done for layer in layers for note in _renamed(self.network, layer, change, one)]
        return [cut for one in done for cut in one.cuts], notes

    def _dropped(self, file: str, line: int, changes: list[Dropped]) -> tuple[list[Cut], list[str]]:
        from convscope.lint.patching.rewriting import dropped

        source = self._source(file)
        attributes = {change.module.rpartition(".")[2] for change in changes}
        taken = {change.module for change in changes}
        others = [name for name, site in self._made if site == (file, line) and name not in taken]
        if others or len(attributes) > 1:
            raise NotPlain(f"the same line makes {', '.join(others or sorted(attributes))}")
        return dropped(source, line, attributes.pop()), []

    def _made_at(self, module: str) -> tuple[str, int]:
        """Find where a module was constructed."""
        return _site(*(dict(self._made).get(module) or (None, None)))

    @cached_property
    def _made(self) -> list[tuple[str, tuple[str, int] | None]]:
        """Where each module of the network was constructed, by the names they have."""
        from convscope.network.sites import constructed_at

        whole = getattr(self.network.again, "module", None)
        if whole is None:
            return []
        return [(name, constructed_at(one)) for name, one in whole.named_modules(remove_duplicate=False)]

    def _groups(self, file: str, line: int, operator: str) -> list[tuple[list[Called], list[str]]]:
        """Find the calls of a line that make an operator's layers, with the layers; each its own where known."""
        from convscope.lint.patching.spelling import Names

        source = self._source(file)
        names = self.names.setdefault(file, Names(source))
        called = [found for call in source.calls(line) if (found := names.called(call)) and found.makes(operator)]
        layers = [one.name for one in self.network if (one.file, one.line, one.operator) == (file, line, operator)]
        if not called:
            raise NotPlain(f"no plain call on {near(Path(file))}:{line} makes {operator}")
        if len(called) == 1:
            return [(called, layers)]
        words = [_known_as(source, names, one) for one in called]
        ends = [AGAIN.sub("", layer).rpartition(".")[2] for layer in layers]
        if len({*words}) == len(words) and "" not in words and {*ends} <= {*words}:
            return [
                ([one], [layer for layer, end in zip(layers, ends, strict=True) if end == word])
                for one, word in zip(called, words, strict=True)
            ]
        if len(called) > len(layers):
            raise NotPlain(f"{len(called)} calls on {near(Path(file))}:{line} may make {operator}")
        return [(called, layers)]

    def _source(self, file: str) -> Source:
        if file not in self.sources:
            try:
                self.sources[file] = read(Path(file))
            except NotPlain as why:
                self.sources[file] = why
        source = self.sources[file]
        if isinstance(source, NotPlain):
            raise source
        return source

    def _check_encoding(self, source: Source, cuts: list[Cut]) -> None:
        if source.encoding != "utf-8" and not hunks(source, source.spliced(cuts), "").isascii():
            raise NotPlain(f"the file is {source.encoding}, which a patch would not keep")

    def _diff(self, file: str) -> str:
        source = self._source(file)
        path = near(source.path)
        if path.is_absolute():
            self.notes.append(f"{path} is outside the working folder: patch -p1 -d / takes its part")
        return hunks(source, source.spliced(self.cuts[file]), path.as_posix())


def _site(file: str | None, line: int | None) -> tuple[str, int]:
    if not (file and line):
        raise NotPlain("which line of code makes it is not known")
    return file, line


def _known_as(source: Source, names: Names, called: Called) -> str:
    """Give the last word of the name that a call's layer has: an element's number, or what it is set to; else empty."""
    call, holder = called.call, source.parents[called.call]
    if isinstance(holder, ast.Call) and call in holder.args:
        before = holder.args[: holder.args.index(call)]
        plain = not any(isinstance(one, ast.Starred) for one in before)
        return str(len(before)) if plain and names.dotted(holder.func) == "torch.nn.Sequential" else ""
    target: ast.AST | None = None
    if isinstance(holder, ast.Assign) and len(holder.targets) == 1:
        target = holder.targets[0]
    elif isinstance(holder, ast.Tuple) and isinstance(statement := source.parents[holder], ast.Assign):
        targets = statement.targets[0]
        target = (
            targets.elts[holder.elts.index(call)]
            if isinstance(targets, ast.Tuple) and _pairs(targets, holder)
            else None
        )
    own = isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == "self"
    return target.attr if own and isinstance(target, ast.Attribute) else ""


def _pairs(targets: ast.Tuple, values: ast.Tuple) -> bool:
    """Whether names on the left take the values on the right one by one."""
    starred = any(isinstance(one, ast.Starred) for one in values.elts)
    return len(targets.elts) == len(values.elts) and not starred


def _renamed(network: Network, layer: str, change: Around, written: Written) -> list[str]:
    """Say which weights have another name after a change, as saved ones must be given when they are loaded."""
    name = AGAIN.sub("", layer)
    if written.wrapped and change.kept and _weighs(network[layer]):
        return [f"the weights of {name} lie one level deeper: {len(change.before)}.weight is its weight now"]
    if not written.siblings:
        return []
    parent, _, number = name.rpartition(".")
    if not number.isdigit():
        return []
    moved = len(change.before) + len(change.after)
    first = int(number) + (0 if change.before else 1)
    prefix = f"{parent}." if parent else ""
    behind = [one for one in network if _weighs(one) and _place(one.name, prefix) >= first]
    if not behind:
        return []
    return [f"weights in {parent or 'the network'} from {prefix}{first} on move {moved} places on; such moves add up"]


def _weighs(layer: Layer) -> bool:
    return layer.parameters > 0 or layer.shared


def _place(name: str, prefix: str) -> int:
    number = name.removeprefix(prefix).partition(".")[0].partition(":")[0] if name.startswith(prefix) else ""
    return int(number) if number.isdigit() else -1
