"""Single layers of every kind, 1-, 2- and 3-D."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F
from hypothesis import strategies as st
from torch import Tensor, nn

LENGTHS = {1: (1, 24), 2: (1, 11), 3: (1, 6)}  # of an axis, by how many there are
LINEAR = {1: "linear", 2: "bilinear", 3: "trilinear"}


@dataclass(frozen=True)
class Part:
    """A layer that takes ``channels`` and gives ``gives``.

    ``ones`` says that every number it gives is a plain sum of numbers where its weights are 1, and that it takes and
    gives one map for each; ``maxima`` that it takes maxima, so that gradients do not tell what it reads; ``single``
    that it rounds in float32 as convscope says.
    """

    said: str
    module: nn.Module
    channels: int
    gives: int
    ones: bool = False
    maxima: bool = False
    single: bool = False

    def __repr__(self) -> str:
        return self.said


class Call(nn.Module):
    """A function as a module."""

    def __init__(self, function: Callable[[Tensor], Tensor]) -> None:
        super().__init__()
        self.function = function

    def forward(self, x: Tensor) -> Tensor:
        """Call the function."""
        return self.function(x)


def call(said: str, function: Callable[[Tensor], Tensor], channels: int, **more: Any) -> Part:
    """Make a part of a function that keeps the channels, unless ``gives`` says otherwise."""
    return Part(said, Call(function), channels, more.pop("gives", channels), **more)


def each(low: int, high: int, rank: int) -> st.SearchStrategy[tuple[int, ...]]:
    """Draw a number an axis."""
    return st.tuples(*[st.integers(low, high)] * rank)


@st.composite
def convolutions(draw: st.DrawFn, rank: int, channels: int, *, ones: bool = False) -> Part:
    """A convolution of any window, its padding a number, ``'same'``, or of any mode; dense, grouped or depthwise."""
    groups = draw(st.sampled_from([g for g in (1, 2, 3, channels) if channels % g == 0]))
    if ones:
        groups, gives = draw(st.sampled_from([(1, 1), (channels, channels)]))
    else:
        gives = groups * draw(st.integers(1, 2))
    kernel, dilation = draw(each(1, 4, rank)), draw(each(1, 3, rank))
    padding: Any = draw(st.one_of(st.just("same"), each(0, 3, rank)))
    stride = (1,) * rank if padding == "same" else draw(each(1, 4, rank))
    mode = draw(st.sampled_from(("zeros", "zeros", "zeros", "reflect", "replicate", "circular")))
    bias = not ones and draw(st.booleans())
    kind: Any = (nn.Conv1d, nn.Conv2d, nn.Conv3d)[rank - 1]
    module = kind(channels, gives, kernel, stride, padding, dilation, groups, bias, mode)
    return Part(repr(module), module, channels, gives, ones=ones)


@st.composite
def transposed(draw: st.DrawFn, rank: int, channels: int, *, ones: bool = False) -> Part:
    """A transposed convolution with output padding, dilation and groups."""
    groups = draw(st.sampled_from((1, channels)))
    gives = (1 if groups == 1 else channels) if ones else groups * draw(st.integers(1, 2))
    kernel, stride, dilation = draw(each(1, 4, rank)), draw(each(1, 3, rank)), draw(each(1, 3, rank))
    padding = draw(each(0, 2, rank))
    room = [max(s, d) - 1 for s, d in zip(stride, dilation, strict=True)]
    extra = tuple(draw(st.integers(0, most)) for most in room)
    kind: Any = (nn.ConvTranspose1d, nn.ConvTranspose2d, nn.ConvTranspose3d)[rank - 1]
    module = kind(channels, gives, kernel, stride, padding, extra, groups, bias=not ones, dilation=dilation)
    return Part(repr(module), module, channels, gives, ones=ones)


@st.composite
def pools(draw: st.DrawFn, rank: int, channels: int, *, ones: bool = False) -> Part:
    """A pool that sums, takes the mean or the maximum, with ceil mode and, of maxima, dilation."""
    kernel, stride = draw(each(1, 4, rank)), draw(each(1, 4, rank))
    padding = tuple(draw(st.integers(0, k // 2)) for k in kernel)
    ceil = draw(st.booleans())
    asked = f"{kernel}, stride={stride}, padding={padding}, ceil_mode={ceil}"
    mean: Any = (F.avg_pool1d, F.avg_pool2d, F.avg_pool3d)[rank - 1]
    largest: Any = (F.max_pool1d, F.max_pool2d, F.max_pool3d)[rank - 1]
    if ones or (rank > 1 and draw(st.booleans())):
        said = f"avg_pool{rank}d({asked}, divisor_override=1)"
        return call(said, lambda x: mean(x, kernel, stride, padding, ceil, True, 1), channels, ones=True)
    if draw(st.booleans()):
        counted = draw(st.booleans())
        said = f"avg_pool{rank}d({asked}, count_include_pad={counted})"
        return call(said, lambda x: mean(x, kernel, stride, padding, ceil, counted), channels)
    dilation = draw(each(1, 3, rank))
    said = f"max_pool{rank}d({asked}, dilation={dilation})"
    return call(said, lambda x: largest(x, kernel, stride, padding, dilation, ceil), channels, maxima=True)


@st.composite
def adaptive(draw: st.DrawFn, rank: int, channels: int) -> Part:
    """An adaptive pool to any size, of means or of maxima, some axes kept."""
    sizes = draw(st.tuples(*[st.one_of(st.none() if rank > 1 else st.integers(1, 9), st.integers(1, 9))] * rank))
    largest = draw(st.booleans())
    name = f"adaptive_{'max' if largest else 'avg'}_pool{rank}d"
    function: Any = getattr(F, name)
    return call(f"{name}({sizes})", lambda x: function(x, sizes), channels, maxima=largest)


@st.composite
def resizes(draw: st.DrawFn, rank: int, channels: int) -> Part:
    """A resize of any mode, to a size or by a factor, aligned or not, with antialias where there is one."""
    modes = ["nearest", "nearest-exact", LINEAR[rank], "area", *(["bicubic"] if rank == 2 else [])]
    mode = draw(st.sampled_from(modes))
    asked: dict[str, Any] = {"mode": mode}
    if draw(st.booleans()):
        asked["size"] = draw(each(1, 13, rank))
    else:
        asked["scale_factor"] = tuple(draw(st.sampled_from((0.5, 0.75, 1.0, 1.5, 2.0, 2.5, 3.0))) for _ in range(rank))
        asked["recompute_scale_factor"] = draw(st.sampled_from((None, True)))
    if mode in (LINEAR[rank], "bicubic"):
        asked["align_corners"] = draw(st.booleans())
        asked["antialias"] = rank == 2 and draw(st.booleans())
    nearest = mode.startswith("nearest")
    return call(f"interpolate({asked})", lambda x: F.interpolate(x, **asked), channels, single=nearest, ones=nearest)


@st.composite
def shuffles(draw: st.DrawFn, channels: int) -> Part:
    """Channels to pixels, or pixels to channels."""
    factor = draw(st.integers(1, 3))
    if draw(st.booleans()) and channels % factor**2 == 0:
        gives = channels // factor**2
        return call(f"pixel_shuffle({factor})", lambda x: F.pixel_shuffle(x, factor), channels, gives=gives)
    gives = channels * factor**2
    return call(f"pixel_unshuffle({factor})", lambda x: F.pixel_unshuffle(x, factor), channels, gives=gives)


@st.composite
def paddings(draw: st.DrawFn, rank: int, channels: int) -> Part:
    """Padding of every mode, each side by itself, some of it negative: cropped."""
    mode = draw(st.sampled_from(("constant", "reflect", "replicate", "circular")))
    lowest = -2 if mode == "constant" else 0
    sides = tuple(draw(st.integers(lowest, 3)) for _ in range(2 * rank))
    return call(f"pad({sides}, {mode})", lambda x: F.pad(x, sides, mode=mode), channels, ones=True)


@st.composite
def slices(draw: st.DrawFn, rank: int, channels: int, *, most: int = 6) -> Part:
    """A slice of each axis, from either end, with a step; or an axis turned round."""
    if draw(st.integers(0, 4)) == 0:
        axis = draw(st.integers(2, 1 + rank))
        return call(f"flip({axis})", lambda x: x.flip(axis), channels, ones=True)
    first = st.one_of(st.none(), st.integers(-6, most) if most > 2 else st.integers(0, most))
    last = st.one_of(st.none(), st.integers(-most, 6) if most > 2 else st.integers(-most, -1))
    cuts = tuple(slice(draw(first), draw(last), draw(st.integers(1, 3))) for _ in range(rank))
    said = ", ".join(f"{cut.start}:{cut.stop}:{cut.step}" for cut in cuts)
    return call(f"[..., {said}]", lambda x: x[(slice(None), slice(None), *cuts)] * 1, channels, ones=True)


def layers(rank: int, channels: int) -> st.SearchStrategy[Part]:
    """A layer of any kind."""
    kinds: list[st.SearchStrategy[Part]] = [
        convolutions(rank, channels),
        convolutions(rank, channels, ones=True),
        transposed(rank, channels),
        transposed(rank, channels, ones=True),
        pools(rank, channels),
        adaptive(rank, channels),
        resizes(rank, channels),
        paddings(rank, channels),
        slices(rank, channels),
    ]
    if rank == 2:
        kinds.append(shuffles(channels))
    return st.one_of(kinds)


def positive(module: nn.Module, dtype: torch.dtype, *, ones: bool = False, bias: bool = True) -> nn.Module:
    """Give weights values from 0.5 to 1.5, so that no way through cancels another, or 1; without ``bias`` no bias."""
    module = module.to(dtype)
    with torch.no_grad():
        for name, parameter in module.named_parameters():
            parameter.uniform_(0.5, 1.5)
            if ones:
                parameter.fill_(1)
            if not bias and name.rpartition(".")[2] == "bias":
                parameter.zero_()
    return module
