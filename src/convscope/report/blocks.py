"""What a section is made of. Each block is plain values; how it looks is in ``templates/``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from convscope.draw import View
from convscope.lint import Finding


@dataclass(frozen=True)
class Prose:
    """A paragraph."""

    text: str


@dataclass(frozen=True)
class Facts:
    """Figures in a row: (value, what it is) each."""

    facts: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Table:
    """A table; its first ``texts`` columns are words, the others numbers. A column with nothing in it is left out."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    texts: int = 1

    @property
    def filled(self) -> list[int]:
        """Numbers of the columns in which something stands."""
        return [number for number in range(len(self.columns)) if any(row[number] for row in self.rows)]


@dataclass(frozen=True)
class Findings:
    """What lint found; an empty one says that it found nothing."""

    findings: Sequence[Finding]


@dataclass(frozen=True)
class Tiles:
    """A view as tiles of ``side`` CSS pixels; ``title`` stands above, ``note`` beside it.

    ``told`` False leaves the view's sentence out, where the tiles before have it already.
    """

    view: View
    side: int = 64
    title: str = ""
    note: str = ""
    told: bool = True


@dataclass(frozen=True)
class Matrix:
    """A view of one tile of counts, as a table of numbers."""

    view: View
    names: Sequence[str]


@dataclass(frozen=True)
class Curves:
    """SVG elements side by side."""

    drawings: Sequence[str]


@dataclass(frozen=True)
class Bars:
    """Shares of 1, by name; the largest is marked."""

    bars: Sequence[tuple[str, float]]


@dataclass(frozen=True)
class Charts:
    """Small charts side by side: (name, SVG element, a line below) each."""

    charts: Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class Scores:
    """A row a class: how many pictures it has, and shares of 1, ``scores[name][row]``, as numbers and bars."""

    names: Sequence[str]
    counts: Sequence[int]
    scores: Mapping[str, Sequence[float]]


@dataclass(frozen=True)
class SameAs:
    """The command and the Python that give what the section shows; folded, unless they are to be ``shown``."""

    command: str
    python: str
    shown: bool = False


@dataclass(frozen=True)
class Next:
    """Commands to try: (command, what it does) each."""

    commands: Sequence[tuple[str, str]]


Block = Prose | Facts | Table | Findings | Tiles | Matrix | Curves | Charts | Bars | Scores | SameAs | Next
