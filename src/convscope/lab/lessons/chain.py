"""A network written as one line of a lesson: ``conv 96 11/4, max 3/2, conv 256 5+2``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import torch
from torch import Tensor, nn

from convscope.errors import ConvscopeError

MOST_LAYERS = 64
MOST_NUMBER = 16_384
STEP = re.compile(
    r"(?P<kind>conv|up|max|mean)(?: (?P<out>\d+))? (?P<kernel>\d+(?:x\d+)?)(?:/(?P<stride>\d+))?(?:\+(?P<padding>\d+))?"
    r"(?: d(?P<dilation>\d+))?(?: g(?P<groups>\d+))?"
)
PLAIN = re.compile(r"(?P<kind>relu|flatten|global)|linear (?P<features>\d+)")
NAMES = {"max": "pool", "mean": "pool", "linear": "fc", "global": "mean"}
WRITE = (
    "write conv 96 11/4+2 d1 g1, up 16 3/2, max 3/2, mean 2/2, relu, global, flatten or linear 10, with commas between"
)


def chain(text: str, input_shape: Sequence[int]) -> nn.Sequential:
    """Build it on the device *meta*, which holds no weights; layers are named ``conv1``, ``pool1``, …

    *conv 96 11/4+2* has 96 kernels of 11 × 11, stride 4, padding 2; *d2* dilates it, *g2* makes two groups. *up* is
    transposed, *max* and *mean* pool, without overlap unless a stride is given, *global* is the mean of each map.

    >>> print(chain("conv 10 5+2, relu", (3, 32, 32))[0])
    Conv2d(3, 10, kernel_size=(5, 5), stride=(1, 1), padding=(2, 2))

    Raises `ConvscopeError` for what is no such step, and where it does not fit what comes before.
    """
    steps = [step.strip() for step in text.split(",") if step.strip()]
    if not 0 < len(steps) <= MOST_LAYERS:
        raise ConvscopeError(f"layers= has {len(steps)} layers", fix=f"write 1 to {MOST_LAYERS}")
    network, counted = nn.Sequential(), Counter[str]()
    with torch.device("meta"):
        numbers = torch.empty(1, *input_shape)
        for step in steps:
            kind, module = _layer(step, numbers)
            name = NAMES.get(kind, kind)
            counted[name] += 1
            network.add_module(f"{name}{counted[name]}", module)
            try:
                numbers = module(numbers)
            except RuntimeError as error:
                shape = " × ".join(map(str, numbers.shape[1:]))
                raise ConvscopeError(f"{step!r} does not fit {shape}, which comes there", fix=WRITE) from error
    return network


def source(network: nn.Sequential) -> str:
    """Write it as Python that makes it.

    >>> print(source(chain("conv 10 5+2, flatten", (3, 8, 8))))
    from collections import OrderedDict
    <BLANKLINE>
    from torch import nn
    <BLANKLINE>
    network = nn.Sequential(OrderedDict(
        conv1=nn.Conv2d(3, 10, kernel_size=(5, 5), stride=(1, 1), padding=(2, 2)),
        flatten1=nn.Flatten(start_dim=1, end_dim=-1),
    ))
    """
    layers = "".join(f"    {name}=nn.{module},\n" for name, module in network.named_children())
    imports = "from collections import OrderedDict\n\nfrom torch import nn"
    return f"{imports}\n\nnetwork = nn.Sequential(OrderedDict(\n{layers}))"


def _layer(step: str, numbers: Tensor) -> tuple[str, nn.Module]:
    plain = PLAIN.fullmatch(step)
    if plain is not None:
        features = _whole(step, plain["features"])
        made = {"relu": nn.ReLU(), "flatten": nn.Flatten(), "global": nn.AdaptiveAvgPool2d(1)}
        return plain["kind"] or "linear", made.get(plain["kind"]) or nn.Linear(numbers.shape[-1], features)
    found = STEP.fullmatch(step)
    if found is None or (found["out"] is None) == (found["kind"] in ("conv", "up")):
        raise ConvscopeError(f"{step[:60]!r} is no layer", fix=WRITE)
    out, stride, dilation, groups = (_whole(step, found[name]) for name in ("out", "stride", "dilation", "groups"))
    padding = _whole(step, found["padding"], least=0)
    sides = [_whole(step, one) for one in found["kernel"].split("x")]
    size = (sides[0], sides[-1])
    if numbers.ndim != 4:
        raise ConvscopeError(f"{step!r} cannot be: no map comes there", fix=WRITE)
    channels = numbers.shape[1]
    try:
        if found["kind"] in ("max", "mean"):
            pace = stride if found["stride"] else size
            one = (
                nn.MaxPool2d(size, pace, padding, dilation)
                if found["kind"] == "max"
                else nn.AvgPool2d(size, pace, padding)
            )
            return found["kind"], one
        if found["kind"] == "up":
            return "up", nn.ConvTranspose2d(channels, out, size, stride, padding, groups=groups, dilation=dilation)
        return "conv", nn.Conv2d(channels, out, size, stride, padding, dilation, groups)
    except ValueError as error:
        raise ConvscopeError(f"{step!r} cannot be: {error}", fix=WRITE) from error


def _whole(step: str, text: str | None, least: int = 1) -> int:
    number = least if text is None else int(text[:9])
    if not least <= number <= MOST_NUMBER:
        raise ConvscopeError(f"{step[:60]!r} has a number outside {least} to {MOST_NUMBER:,}", fix=WRITE)
    return number
