"""Sentences with places for facts, as findings and errors are: other languages say the same with the same facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import Formatter


@dataclass(frozen=True)
class Said:
    """A sentence and its facts; as text it is the English one.

    ``name`` is what its room or rule calls it, under which catalogues of other languages have theirs. A fact is a
    number, a text that is the same in every language (a layer's name, 3×3, code), a sentence of its own, or several.
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
    """The sentences of a rule or a room by name, and parts of them.

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


def _english(fact: object) -> object:
    if isinstance(fact, Said):
        return str(fact)
    if isinstance(fact, tuple):
        return " and ".join(map(str, fact))
    return fact
