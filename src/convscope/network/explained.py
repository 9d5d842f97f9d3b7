"""An explanation in words: a line a thing, and the three ways of connecting as a small table."""

from __future__ import annotations

from collections.abc import Sequence

from convscope.arithmetic import Sharing, Unread
from convscope.network.description import Layer
from convscope.network.explain import Explanation, Unit
from convscope.network.lost import AXES
from convscope.network.table import by
from convscope.network.uses import Uses
from convscope.network.words import window_words

EXACT_UP_TO = 10**9  # larger counts are written to three digits


def heading(found: Explanation) -> str:
    """Write name, operator with its windows, and place."""
    layer = found.layer
    return " · ".join(filter(None, (layer.name, " ".join(filter(None, (layer.operator, window_words(layer)))))))


def facts(found: Explanation) -> list[tuple[str, str]]:
    """Write what is known as (what, how much) pairs, in the order in which they are read."""
    layer = found.layer
    said = [("takes", ", ".join(f"{name} {by(shape[1:])}" for name, shape in found.takes) or "nothing")]
    said += [("gives", by(layer.output_shape[1:]) or "a number")]
    said += [(f"output {name}", formula) for name, formula in _axes(found.output_size, "size")]
    said += [("parameters", found.parameters), ("MACs", found.macs)]
    if layer.windows and layer.operator != "pad" and not layer.windows[0].transposed:
        said.append(("never read", _never_read(found)))
    if layer.operator == "linear":
        said.append(("its input", f"each number enters {layer.output_shape[-1]:,} products"))
    elif found.uses is not None:
        verb, noun = ("enters", "product") if layer.operator.startswith("conv") else ("is read", "time")
        said.append(("its input", f"each position {verb} {_uses(found.uses, noun)}"))
    if found.network_uses is not None:
        said.append(("the picture", f"each pixel reaches this map in {_uses(found.network_uses, 'way')}"))
    said.append(("receptive field", _field(layer)))
    said += [("", _centre(layer))] if layer.effective_stride is not None and all(layer.effective_stride) else []
    if found.unit is not None:
        said.append((_whose(found.unit), _unit(found.unit)))
    return said + [("not known", why) for why in found.unknown if why != str(layer.reach.because)]


def text(found: Explanation) -> str:
    """Write heading, facts and the three ways of connecting as plain text."""
    pairs = facts(found)
    width = max(len(what) for what, _ in pairs)
    lines = [heading(found), *(f"{what:<{width}}  {told}" for what, told in pairs)]
    if found.layer.place:
        lines.append(f"{'place':<{width}}  {found.layer.place}")
    if found.sharing is not None:
        rows = sharing_rows(found.sharing)
        widths = [max(len(row[column]) for row in rows) for column in range(3)]
        lines.append("")
        lines += [f"{a:<{widths[0]}}  {b:>{widths[1]}}  {c:>{widths[2]}}" for a, b, c in rows]
    return "\n".join(line.rstrip() for line in lines)


def sharing_rows(sharing: Sharing) -> list[tuple[str, str, str]]:
    """Write the three ways: heading, then fully and locally connected, then convolutional."""
    ways = (
        ("fully connected", sharing.fully_connected),
        ("locally connected", sharing.locally_connected),
        ("convolutional", sharing.convolutional),
    )
    head = ("from the same map to the same map", "parameters", "MACs")
    return [head, *((name, f"{cost.parameters:,}", f"{cost.macs:,}") for name, cost in ways)]


def number(count: int) -> str:
    """Write a count, a very large one to three digits.

    >>> number(1296), number(16_939_692_424_525_248)
    ('1,296', '1.69·10^16')
    """
    if count < EXACT_UP_TO:
        return f"{count:,}"
    exponent = len(str(count)) - 1
    figure = round(count / 10 ** (exponent - 2)) if exponent < 300 else count // 10 ** (exponent - 2)
    return f"{figure / 100:.2f}·10^{exponent}"


def _axes(formulas: Sequence[str], alone: str) -> list[tuple[str, str]]:
    """Name formulas by their axis; those that are the same along every axis are written once."""
    if len(set(formulas)) == 1:
        names = AXES[len(formulas)]
        return [(alone, formulas[0] + (f", {'s and '.join(names)}s alike" if len(names) > 1 else ""))]
    return [(f"{name}s", formula) for name, formula in zip(AXES.get(len(formulas), ()), formulas, strict=False)]


def _never_read(found: Explanation) -> str:
    if found.lost:
        return f"{found.lost}, by any layer"
    told = _listed(found.unread)
    return f"{told} by this layer; other layers read them" if told else "nothing"


def _listed(axes: Sequence[Unread]) -> str:
    names = AXES.get(len(axes), ())
    return " and ".join(unread.told(name) for name, unread in zip(names, axes, strict=True) if unread)


def _uses(uses: Uses, noun: str) -> str:
    """Write *4 to 9 products (first corner 4, middle 9)*."""
    if uses.least == uses.most == 1 and noun == "time":
        return "once"
    if uses.least == uses.most:
        return f"{number(uses.least)} {noun}{'s' if uses.least != 1 else ''}"
    some = f"(first corner {number(uses.corner)}, middle {number(uses.middle)})"
    return f"{number(uses.least)} to {number(uses.most)} {noun}s {some}"


def _field(layer: Layer) -> str:
    reach = layer.reach
    if layer.receptive_field is None or reach.status == "unknown":
        return f"unknown: {reach.because}" if reach.because else "unknown"
    size = by(layer.receptive_field)
    if reach.status == "unbounded":
        return f"everything, at any size: {reach.because}" if reach.because else "everything, at any size"
    if reach.whole is not None and by(field.size for field in reach.whole) != size:
        return f"{size} each, {by(field.size for field in reach.whole)} together; units have no place"
    if layer.effective_stride is None:
        return f"{size} each; units have no place"
    return f"{size}, effective stride {by(layer.effective_stride)}"


def _centre(layer: Layer) -> str:
    """Write where a unit looks."""
    places = []
    for name, field in zip(AXES.get(len(layer.reach.fields or ()), ()), layer.reach.fields or (), strict=False):
        stride = "" if field.stride == 1 else f"{field.stride}·"
        offset = float(field.centre)
        added = f" {'−' if offset < 0 else '+'} {abs(offset):,.10g}" if offset else ""
        places.append(f"{name} {stride}{name[0]}{added}")
    units = ", ".join(name[0] for name in AXES.get(len(places), ()))
    return f"unit ({units}) is centred on {', '.join(places)}"


def _whose(unit: Unit) -> str:
    return f"unit ({', '.join(map(str, unit.place))})" if unit.place else "all units"


def _unit(unit: Unit) -> str:
    if not unit.bounds:
        return f"no pixel of {unit.of:,}"
    names = AXES.get(len(unit.bounds), ())
    spans = [
        f"{name} {first}" if first == last else f"{name}s {first}–{last}"
        for name, (first, last) in zip(names, unit.bounds, strict=False)
    ]
    holes = f", with {unit.holes:,} holes" if unit.holes else ""
    return f"{unit.pixels:,} of {unit.of:,} pixels: {', '.join(spans)}{holes}"
