"""Which class each value, or colour, of masks is, and which of them say nothing: decided once, for all of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from convscope.data.class_names import Colour, Named
from convscope.data.recognised import counted
from convscope.errors import ConvscopeError
from convscope.picture.masks import COLOUR, IGNORED

MOST_CLASSES = 255
MOST_COLOURS = 64  # that are taken for classes without a file that names them
Ignore = int | str | Sequence[int | str] | None


@dataclass(frozen=True)
class MaskCode:
    """``table`` has each value's class number, 255 where it says nothing; ``sentence`` tells what was decided."""

    table: Mapping[int, int]
    classes: tuple[str, ...]
    colours: tuple[Colour, ...]
    sentence: str


def code_for(
    counts: Mapping[int, int], *, named: Sequence[Named] = (), ignore: Ignore = None, source: str = "the masks"
) -> MaskCode:
    """Decide from how many pixels hold each value, what values are named, and which are to be ignored.

    Values that only say 0 and 255 are background and foreground; else 255 says nothing, as does a class called *void*.

    >>> code_for({0: 10, 1: 5, 255: 1}).table
    {0: 0, 1: 1, 255: 255}
    >>> code_for({0: 10, 255: 5}).classes
    ('background', 'foreground')

    Raises `ConvscopeError` where values are not named, there are too many, or fewer than two classes.
    """
    if not counts:
        raise ConvscopeError(f"{source} hold no pixel", fix="give masks of the pictures' size")
    coloured = {value for value in counts if value >= COLOUR}
    if coloured and len(coloured) < len(counts):
        raise ConvscopeError(
            f"some of {source} are in colour, others hold values", fix="convert them all to one kind: grey PNG"
        )
    grey = bool(coloured) and all(_is_grey(value) for value in coloured) and not any(one.colour for one in named)
    shown = {value: value & 255 if grey else value for value in counts}
    nothing = _ignored(ignore, shown.values(), named)
    if coloured and not grey:
        return _of_colours(counts, named, nothing, source)
    if set(shown.values()) - nothing == {0, 255} and not named:
        named = (Named("background", 0), Named("foreground", 255))
    kept = _of_values(counts, shown, named, nothing, source)
    return _told(kept, counts, {value: str(number) for value, number in shown.items()}, source)


def _of_values(
    counts: Mapping[int, int], shown: Mapping[int, int], named: Sequence[Named], nothing: set[int], source: str
) -> MaskCode:
    if 255 not in {one.value for one in named}:
        nothing = nothing | {255}
    known = {one.value: one for one in named if one.value is not None and one.value not in nothing}
    if named and not known:
        raise ConvscopeError(
            "classes are named by colours, the masks hold values", fix="give their names in the order of the values"
        )
    if named:
        strange = sorted({number for number in shown.values() if number not in known and number not in nothing})
        if strange:
            raise ConvscopeError(
                f"{source} hold {', '.join(map(str, strange[:5]))}, which no class is named for: the names are of "
                f"{min(known)} to {max(known)}",
                fix=f"name it, or leave it out: --ignore {strange[0]}",
            )
    values = sorted(known) if named else sorted({number for number in shown.values() if number not in nothing})
    if not all(value >= 0 for value in values):
        raise ConvscopeError(f"{source} hold {values[0]}: values from 0 on were expected", fix="--ignore it")
    _refuse_number(len(values), source)
    number = {value: place for place, value in enumerate(values)}
    table = {value: number.get(shown[value], IGNORED) for value in counts}
    classes = tuple(known[value].name if named else str(value) for value in values)
    colours = tuple(known[value].colour for value in values) if named else ()
    return MaskCode(table, classes, _all_or_none(colours), "")


def _of_colours(counts: Mapping[int, int], named: Sequence[Named], nothing: set[int], source: str) -> MaskCode:
    kept = [one for one in named if one.colour is not None and _packed(one.colour) not in nothing]
    if named and not kept:
        raise ConvscopeError(
            f"{source} are in colour, and the classes are named without one",
            fix="give a CSV with the columns name, r, g, b",
        )
    if not named:
        found = [value for value in sorted(counts) if value not in nothing]
        if len(found) > MOST_COLOURS:
            raise ConvscopeError(
                f"{source} hold {len(found):,} colours", fix="name those of the classes in a CSV: name, r, g, b"
            )
        kept = [Named(f"#{value - COLOUR:06x}", None, _unpacked(value)) for value in found]
    _refuse_number(len(kept), source)
    number = {_packed(one.colour): place for place, one in enumerate(kept) if one.colour is not None}
    table = {value: number.get(value, IGNORED) for value in counts}
    colours = tuple(one.colour for one in kept)
    code = MaskCode(table, tuple(one.name for one in kept), _all_or_none(colours), "")
    return _told(code, counts, {value: f"#{value - COLOUR:06x}" for value in counts}, source)


def _told(code: MaskCode, counts: Mapping[int, int], shown: Mapping[int, str], source: str) -> MaskCode:
    total = sum(counts.values())
    left = {value: count for value, count in counts.items() if code.table[value] == IGNORED}
    told = f"{source} name {counted(len(code.classes), 'class')[:-1]}es: {', '.join(code.classes[:12])}"
    told += ", …" if len(code.classes) > 12 else ""
    if left:
        some = ", ".join(shown[value] for value in sorted(left)[:5])
        told += f"; {some} {'says' if len(left) == 1 else 'say'} nothing: {sum(left.values()) / total:.1%} of pixels"
    return MaskCode(code.table, code.classes, code.colours, told)


def _ignored(ignore: Ignore, shown: Iterable[int], named: Sequence[Named]) -> set[int]:
    """Read what is to be ignored: values, colours, names; and those whose names say so."""
    given = [] if ignore is None else [ignore] if isinstance(ignore, (int, str)) else list(ignore)
    wanted = [part.strip() for one in given for part in str(one).split(",")]
    by_name = {one.name: one for one in named}
    found = {_value(one) for one in named if one.is_nothing}
    for word in wanted:
        if re.fullmatch(r"-?\d+", word):
            found.add(int(word))
        elif re.fullmatch(r"#[0-9a-fA-F]{6}", word):
            found.add(COLOUR + int(word[1:], 16))
        elif word in by_name:
            found.add(_value(by_name[word]))
        else:
            raise ConvscopeError(
                f"{word} is to be ignored, and no class is called so",
                fix="give a value, a colour as #rrggbb, or a class's name",
            )
    return {value for value in found if value is not None}


def _value(one: Named) -> int | None:
    return _packed(one.colour) if one.value is None and one.colour is not None else one.value


def _refuse_number(classes: int, source: str) -> None:
    if classes < 2:
        raise ConvscopeError(f"{source} name fewer than two classes", fix="give masks of two or more")
    if classes > MOST_CLASSES:
        raise ConvscopeError(
            f"{source} name {classes:,} classes, at most {MOST_CLASSES} were expected",
            fix="are they instances, or heights? Give one value a class",
        )


def _packed(colour: Colour) -> int:
    red, green, blue = colour
    return COLOUR + (red << 16) + (green << 8) + blue


def _unpacked(value: int) -> Colour:
    return (value >> 16) & 255, (value >> 8) & 255, value & 255


def _is_grey(value: int) -> bool:
    return len(set(_unpacked(value))) == 1


def _all_or_none(colours: Sequence[Colour | None]) -> tuple[Colour, ...]:
    known = tuple(colour for colour in colours if colour is not None)
    return known if len(known) == len(colours) else ()
