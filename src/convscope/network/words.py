"""A layer in words: what its node says at a glance, and everything for who rests the pointer on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from convscope.arithmetic import Window
from convscope.network.description import NETWORK_INPUT, Layer, Network
from convscope.network.table import by, short


def glance(layer: Layer) -> tuple[str, ...]:
    """Write operator and windows, output shape, parameters and MACs: what the node's own layer shows."""
    operator = " ".join(part for part in (layer.operator, window_words(layer)) if part)
    shape = by(layer.output_shape[1:])
    start = (operator, shape) if layer.windows else (f"{operator} · {shape}",)
    return (*start, *filter(None, [costs(layer)]))


def in_a_line(layer: Layer, head: Layer) -> str:
    """Write a layer that another one's node carries: its name there, operator, parameters, its shape where changed."""
    home = head.name.rpartition(".")[0]
    name = layer.name.removeprefix(f"{home}.") if home else layer.name
    name = f".{name}" if name[0].isdigit() and name != layer.name else name
    operator = "" if name.partition(":")[0].rpartition(".")[2] == layer.operator else layer.operator
    changed = layer.input_shapes[0][1:] != layer.output_shape[1:]
    parts = [" ".join(filter(None, ("+", name, operator))), f"→ {by(layer.output_shape[1:])}" if changed else ""]
    return " ".join(filter(None, parts)) + (f" · {costs(layer)}" if costs(layer) else "")


def costs(layer: Layer) -> str:
    """Write parameters and MACs to three digits, nothing where there are none."""
    counted = f"{short(layer.parameters)} parameters" if layer.parameters else "shared" if layer.shared else ""
    return " · ".join(filter(None, (counted, f"{short(layer.macs)} MACs" if layer.macs else "")))


def window_words(layer: Layer) -> str:
    """Write kernel, then what differs from a plain convolution: stride, padding, dilation, groups.

    Numbers that are the same along every axis are written once; a kernel never is.
    """
    windows = layer.windows
    if not windows:
        return ""
    said = [by(window.kernel for window in windows)]
    said += _unless("1", "stride", (str(window.stride) for window in windows))
    said += _unless("0", "padding", map(_padding, windows))
    said += _unless("1", "dilation", (str(window.dilation) for window in windows))
    if layer.groups > 1:
        said.append(f"groups {layer.groups}")
    return " ".join(said)


def told(layer: Layer, network: Network, remarks: Sequence[str] = ()) -> str:
    """Write all that is known of a layer, a line a thing."""
    taken = [f"{_name(arrival.source, network)} {by(arrival.shape[1:])}" for arrival in layer.arrivals]
    counted = f"{layer.parameters:,} parameters{', shared' if layer.shared else ''}"
    lines = [
        layer.name,
        " ".join(filter(None, (layer.operator, window_words(layer)))),
        f"takes {', '.join(taken)}",
        f"gives {by(layer.output_shape[1:])}",
        f"{counted} · {layer.macs:,} MACs · {layer.bytes:,} bytes",
        _field(layer),
        layer.place,
        *remarks,
    ]
    return "\n".join(filter(None, lines))


def _name(source: int, network: Network) -> str:
    return "input" if source <= NETWORK_INPUT else network.layers[source].name


def _field(layer: Layer) -> str:
    if layer.reach.status == "unknown" or layer.receptive_field is None:
        return f"receptive field unknown{f': {layer.reach.because}' if layer.reach.because else ''}"
    if layer.reach.status == "unbounded":
        return f"receptive field: all{f', as {layer.reach.because}' if layer.reach.because else ''}"
    stride = layer.effective_stride
    return f"receptive field {by(layer.receptive_field)}{f', stride {by(stride)}' if stride else ''}"


def _unless(default: str, word: str, values: Iterable[str]) -> list[str]:
    written = list(values)
    if set(written) == {default}:
        return []
    return [f"{word} {written[0] if len(set(written)) == 1 else by(written)}"]


def _padding(window: Window) -> str:
    before, after = window.padding
    return str(before) if before == after else f"({before},{after})"
