"""The questions ``layer``, ``coverage`` and ``picture``: one layer, what its unit reads, and on what that is shown."""

from __future__ import annotations

import base64
import io
from dataclasses import replace
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from convscope.errors import ConvscopeError
from convscope.lab.check import traced
from convscope.lab.check.values import MOST_LENGTH, Asked, asked, numbers, word
from convscope.look.coverage import plane, shares
from convscope.network.exact import receptive_set
from convscope.network.uses import check_countable, network_coverage
from convscope.saying import Words

if TYPE_CHECKING:
    from convscope.lab.opened import Opened
    from convscope.network import Layer, Network

MOST_SHOWN = 2**20  # pixels that are sent
WORDS = Words(many="{count:,} pixels are too many to show")


def answer(opened: Opened, values: dict[str, Any]) -> dict[str, Any]:
    """Explain a layer as ``convscope check --layer`` does, and give the pixels that its unit reads as bits."""
    wanted = asked(opened, values)
    name, network = word(values, "layer"), _network(opened, wanted)
    layer = network[name]
    unit = numbers(values, "unit", most=MOST_LENGTH**2) if values.get("unit") else None
    explanation = network.explain(name, unit)
    dims = [dim for dim in layer.reach.dims if dim is not None]
    placed = len(dims) == len(layer.reach.dims)
    verb = replace(
        traced.verb(opened, replace(wanted, fix="", advise=False)),
        layer=name,
        unit=None if unit is None else ",".join(map(str, unit)),
    )
    return {
        **explanation.as_dict(),
        "because_said": None if layer.reach.because is None else layer.reach.because.told(),
        "map": [layer.output_shape[dim] for dim in dims] if placed else [],
        "field": _field(network, layer, unit),
        "reduces": _reduces(layer),
        "same": traced.same(opened, wanted, verb),
    }


def coverage(opened: Opened, values: dict[str, Any]) -> dict[str, Any]:
    """Count the ways from each pixel to a layer's map, as shares of the most, a byte a pixel; 0 is never read."""
    name, network = word(values, "layer"), _network(opened, asked(opened, values))
    try:
        counts = plane(network_coverage(network, name))
        if counts.size > MOST_SHOWN:
            raise ConvscopeError(WORDS.say("many", count=counts.size))
    except ConvscopeError as error:
        return {"unknown": error.problem, "said": error.told()[0]}
    share = np.ceil(shares(counts) * 255).astype(np.uint8)  # what is read at all is above 0
    read = counts > 0
    return {
        "flat": len(network.input_shape) == 2,
        "height": counts.shape[0],
        "width": counts.shape[1],
        "shares": base64.b64encode(share.tobytes()).decode("ascii"),
        "least": str(int(counts.min())),
        "most": str(int(counts.max())),
        "rows": np.flatnonzero(~read.any(axis=1)).tolist(),
        "columns": np.flatnonzero(~read.any(axis=0)).tolist(),
    }


def picture(opened: Opened, values: dict[str, Any]) -> dict[str, Any]:
    """Give a picture as the network would be given it at this size; nothing where there is none.

    ``picture`` is the hash of an upload; without it, it is the one that the command line opened. Raises `shelf.Gone`.
    """
    from PIL import Image

    from convscope.picture import fit, read

    size, name = asked(opened, values).size, word(values, "picture")
    if not opened.takes_pictures or not (name or opened.picture) or len(size) != 2 or prod(size) > MOST_SHOWN:
        return {"png": ""}
    contract = replace(opened.contract, height=size[0], width=size[1])
    whole = opened.pictures.get(name) if name or opened.picture is None else read(opened.picture)
    pixels = fit(whole, contract)
    kept = io.BytesIO()
    shown = pixels if pixels.shape[2] == 3 else pixels[..., 0]
    Image.fromarray(np.ascontiguousarray(shown)).save(kept, "PNG")
    return {"png": "data:image/png;base64," + base64.b64encode(kept.getvalue()).decode("ascii")}


def _network(opened: Opened, wanted: Asked) -> Network:
    return traced.fixed(opened, wanted).after.network if wanted.fix else traced.report(opened, wanted).network


def _field(network: Network, layer: Layer, unit: tuple[int, ...] | None) -> dict[str, Any]:
    """Give what a unit reads, row by row, a bit a pixel; or why that is not known."""
    try:
        check_countable(network, layer)
        mask = plane(receptive_set(network, layer.name, unit))
        if mask.size > MOST_SHOWN:
            raise ConvscopeError(WORDS.say("many", count=mask.size))
    except ConvscopeError as error:
        return {"unknown": error.problem, "said": error.told()[0]}
    bits = base64.b64encode(np.packbits(mask).tobytes()).decode("ascii")
    return {"flat": len(network.input_shape) == 2, "height": mask.shape[0], "width": mask.shape[1], "bits": bits}


def _reduces(layer: Layer) -> dict[str, Any] | None:
    """Give what a bottleneck before this layer is computed from, where it is a dense convolution."""
    dense = layer.operator.startswith("conv") and layer.groups == 1 and bool(layer.windows)
    if not dense or any(window.transposed for window in layer.windows):
        return None
    axes = len(layer.windows)
    return {
        "in_channels": layer.input_shapes[0][-axes - 1],
        "out_channels": layer.output_shape[-axes - 1],
        "kernel": [window.kernel for window in layer.windows],
        "positions": list(layer.output_shape[-axes:]),
        "input_positions": list(layer.spatial_input),
    }
