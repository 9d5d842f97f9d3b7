"""What rules say: sentences with places for facts, so that another language says the same with the same facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import Formatter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convscope.arithmetic import Window


@dataclass(frozen=True)
class Said:
    """A sentence and its facts; as text it is the English one.

    ``name`` is what its rule calls it, under which catalogues of other languages have theirs. A fact is a number, a
    text that is the same in every language (a layer's name, 3×3, code), or a sentence of its own; of several, all.
    """

    name: str
    template: str
    facts: tuple[tuple[str, int | float | str | Said | tuple[Said, ...]], ...]

    def __str__(self) -> str:
        """Say it in English."""
        return self.template.format(**{name: _english(fact) for name, fact in self.facts})

    def told(self) -> dict[str, object]:
        """Give its name and its facts, each written as in English: for those who have a template of their own."""
        facts = dict(self.facts)
        written: dict[str, object] = {}
        for place, form in places(self.template).items():
            fact = facts[place]
            if isinstance(fact, Said):
                written[place] = [fact.told()]
            elif isinstance(fact, tuple):
                written[place] = [one.told() for one in fact]
            else:
                written[place] = format(fact, form)
        return {"name": self.name, "facts": written}

    def plain(self) -> dict[str, int | float | str]:
        """Give the facts for JSON: numbers as they are, all else as text."""
        return {name: fact if isinstance(fact, int | float) else str(_english(fact)) for name, fact in self.facts}


class Words:
    """The sentences of a rule by name; ``message`` and ``fix``, or several that begin so, and parts of them.

    >>> words = Words(message="{lost:,} of {all:,} weights are never used ({lost_share:.0%})")
    >>> str(words.say("message", lost=1500, all=6000, lost_share=0.25))
    '1,500 of 6,000 weights are never used (25%)'
    """

    def __init__(self, **templates: str) -> None:
        self.templates: Mapping[str, str] = templates

    def say(self, name: str, /, **facts: int | float | str | Said | Sequence[Said]) -> Said:
        """Fill a sentence; every place needs its fact, and every fact its place, or it is a `ValueError`."""
        template = self.templates[name]
        if set(facts) != set(places(template)):
            raise ValueError(f"{name} has the places {sorted(places(template))}, got {sorted(facts)}")
        kept = {place: tuple(fact) if isinstance(fact, list) else fact for place, fact in facts.items()}
        return Said(name, template, tuple(kept.items()))  # type: ignore[arg-type]


def places(template: str) -> dict[str, str]:
    """List a template's places with the form of each.

    >>> places("{lost:,} of {all}")
    {'lost': ',', 'all': ''}
    """
    return {place: form or "" for _, place, form, _ in Formatter().parse(template) if place is not None}


SHARED = Words(
    row="row",
    column="column",
    plane="plane",
    position="position",
    one="{axis} {first}",
    few="{axis}s {positions}",
    many="{count:,} {axis}s ({first}, {second}, … {last})",
    formula="{exact}",
    formula_up="{exact}, up to {outputs}",
    formula_down="{exact}, down to {outputs}",
)


def axis(name: str) -> Said:
    """Name an axis: row, column, plane or position."""
    return SHARED.say(name)


def unread(name: str, count: int, first: Sequence[int], last: int) -> Said:
    """Say which rows or columns, of more than four the first two and the last.

    >>> str(unread("row", 1, [6], 6)), str(unread("row", 6, [0, 1, 2, 3], 7))
    ('row 6', '6 rows (0, 1, … 7)')
    """
    if count == 1:
        return SHARED.say("one", axis=axis(name), first=first[0])
    if count <= 4:
        return SHARED.say("few", axis=axis(name), positions=", ".join(map(str, first)))
    return SHARED.say("many", axis=axis(name), count=count, first=first[0], second=first[1], last=last)


def formula(window: Window, length: int) -> Said:
    """Say how many outputs a window has on a map of that length, with the formula's numbers."""
    exact, _, rounded = window.formula(length).partition(", ")
    way, _, outputs = rounded.partition(" to ")
    if not rounded:
        return SHARED.say("formula", exact=exact)
    return SHARED.say(f"formula_{way}", exact=exact, outputs=outputs)


def _english(fact: object) -> object:
    if isinstance(fact, Said):
        return str(fact)
    if isinstance(fact, tuple):
        return " and ".join(map(str, fact))
    return fact
