"""A file of the user's Python as text that can be changed in places: what lies where, and what its names mean.

Nothing here writes a file. Offsets are of characters in ``text``; `ast` counts bytes of UTF-8, and lines from 1.
"""

from __future__ import annotations

import ast
import re
import tokenize
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

SILENT = (tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER, tokenize.ENCODING)
BOM = "\ufeff"


class NotPlain(Exception):
    """A change that cannot be written into the source, and why; never shown as an error."""


@dataclass(frozen=True)
class Cut:
    """Text in the place of what stands from ``start`` to ``end``; one that is ``once`` is made but once."""

    start: int
    end: int
    text: str
    once: bool = False


@dataclass(frozen=True)
class Token:
    """A word of the source, from ``start`` to ``end``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Source:
    """A file's text without its byte order mark, and its encoding.

    >>> source = Source(Path("net.py"), "x = nn.Conv2d(3, 8, 3)\\n")
    >>> [call] = source.calls(1)
    >>> source.of(call.args[1])
    '8'
    """

    path: Path
    text: str
    encoding: str = "utf-8"
    marked: bool = False

    @cached_property
    def tree(self) -> ast.Module:
        """What Python reads."""
        return ast.parse(self.text)

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        """What holds each node."""
        return {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}

    @cached_property
    def newline(self) -> str:
        """How its lines end."""
        return "\r\n" if "\r\n" in self.text else "\n"

    @cached_property
    def lines(self) -> list[str]:
        """Its lines as Python counts them, with their ends: a form feed ends none."""
        return re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$", self.text)

    @cached_property
    def starts(self) -> list[int]:
        """Where each line begins, and behind them where the text ends."""
        starts = [0]
        for line in self.lines:
            starts.append(starts[-1] + len(line))
        return starts

    @cached_property
    def tokens(self) -> list[Token]:
        """Its words and comments, in order."""
        lines = iter(self.lines)
        found = []
        for kind, text, (row, column), (last, end), _ in tokenize.generate_tokens(lambda: next(lines, "")):
            if kind not in SILENT:
                found.append(Token(self.starts[row - 1] + column, self.starts[last - 1] + end, text))
        return found

    def offset(self, line: int, column: int) -> int:
        """Give the place of a byte of a line, as `ast` counts."""
        return self.starts[line - 1] + len(self.lines[line - 1].encode()[:column].decode(errors="ignore"))

    def span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        """Give where a node begins and ends, brackets around it left out."""
        assert node.end_lineno is not None and node.end_col_offset is not None
        return self.offset(node.lineno, node.col_offset), self.offset(node.end_lineno, node.end_col_offset)

    def of(self, node: ast.expr | ast.stmt) -> str:
        """Give a node's text."""
        start, end = self.span(node)
        return self.text[start:end]

    def before(self, offset: int) -> Token:
        """Give the last word that ends at or before a place; a comment is none."""
        index = bisect_right(self.tokens, offset, key=lambda token: token.end) - 1
        return next(token for token in self.tokens[index::-1] if not token.text.startswith("#"))

    def after(self, offset: int) -> Token | None:
        """Give the first word that begins at or behind a place; a comment is none."""
        index = bisect_left(self.tokens, offset, key=lambda token: token.start)
        return next((token for token in self.tokens[index:] if not token.text.startswith("#")), None)

    def line_at(self, offset: int) -> tuple[int, int]:
        """Give where the line of a place begins and where it ends, its end left out."""
        index = bisect_right(self.starts, offset) - 1 if offset < len(self.text) else len(self.lines) - 1
        return self.starts[index], self.starts[index] + len(self.lines[index].rstrip("\r\n"))

    def indent(self, offset: int) -> str | None:
        """Give the white space before a place; None where something else stands before it on its line."""
        space = self.text[self.line_at(offset)[0] : offset]
        return None if space.strip() else space

    def calls(self, line: int) -> list[ast.Call]:
        """Give the calls that a frame at this line may be making: those whose function's last word stands there."""
        return [node for node in ast.walk(self.tree) if isinstance(node, ast.Call) and node.func.end_lineno == line]

    def around(self, node: ast.AST, *kinds: type[ast.AST]) -> ast.AST:
        """Give the nearest node of some kinds that holds a node; the whole file where there is none."""
        while node in self.parents:
            node = self.parents[node]
            if isinstance(node, kinds):
                return node
        return self.tree

    def behind(self, end: int, items: Iterable[str], indent: str | None) -> Iterator[Cut]:
        """Put items behind the one that ends at a place in brackets, each on its own line where ``indent`` is given.

        A comment behind that item stays beside it.
        """
        items = list(items)
        if indent is None:
            yield Cut(end, end, "".join(f", {item}" for item in items))
            return
        own = [f"{self.newline}{indent}{item}" for item in items]
        following = self.after(end)
        comma = following is not None and following.text == ","
        place = following.end if comma and following else end
        line_end = self.line_at(place)[1]
        rest = self.text[place:line_end].strip()
        if rest and not rest.startswith("#"):  # the closing bracket, or the next item
            yield Cut(end, end, "," + ",".join(own))
        elif comma:
            yield Cut(line_end, line_end, "".join(f"{item}," for item in own))
        else:
            yield Cut(end, end, ",")
            yield Cut(line_end, line_end, ",".join(own))

    def without(self, statement: ast.stmt) -> Cut:
        """Take a statement's lines out; a block of nothing else keeps a ``pass``."""
        start, end = self.span(statement)
        line_end = self.line_at(end)[1]
        rest = self.text[end:line_end].strip()
        if self.indent(start) is None or (rest and not rest.startswith("#")):
            raise NotPlain("other code stands on its line")
        parent = self.parents[statement]
        for name in ("body", "orelse", "finalbody"):
            block = getattr(parent, name, None)
            if isinstance(block, list) and statement in block and len(block) == 1:
                return Cut(start, end, "pass")
        next_line = min((at for at in self.starts if at > line_end), default=len(self.text))
        return Cut(self.line_at(start)[0], next_line, "")

    def spliced(self, cuts: Iterable[Cut]) -> str:
        """Give the text with all cuts made; raises `NotPlain` where two overlap, or Python would not read it."""
        parts, last = [], 0
        ordered = sorted(_each_once(cuts), key=lambda cut: (cut.start, cut.end))
        for cut in ordered:
            if cut.start < last:
                raise NotPlain("another change is made to the same words")
            parts += [self.text[last : cut.start], cut.text]
            last = cut.end
        text = "".join([*parts, self.text[last:]])
        try:
            ast.parse(text)
        except (SyntaxError, ValueError) as error:
            raise NotPlain("Python would not read the line so changed") from error
        return text


def _each_once(cuts: Iterable[Cut]) -> Iterator[Cut]:
    seen = set()
    for cut in cuts:
        if cut.once and cut in seen:
            continue
        seen.add(cut)
        yield cut
