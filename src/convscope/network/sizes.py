"""Which input sizes suit a network: which divide evenly, which lose nothing, which fail, and at which layer.

Each size is traced anew (docs/decisions/0011-every-size-is-traced.md), so that padding, cropping and branching which
the network's code decides by size, in Python, are as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from convscope.arithmetic import Everything
from convscope.errors import ConvscopeError, ShapesDoNotFit
from convscope.network.description import NETWORK_INPUT, Layer, Network, Shape
from convscope.network.lost import losses
from convscope.network.operators import Chained, Reading

MOST = 10_000
SIZES_VERSION = 1


@dataclass(frozen=True)
class Fit:
    """How one input size suits a network.

    ``size`` is the spatial one; ``output`` that of the last map, None where there is none. ``uneven`` is the first
    layer whose stride does not divide evenly, ``loses`` the first by which real rows or columns go unread, ``lost``
    which of them; ``fails`` is the layer that does not run (empty where it is not known which) and ``problem`` why.
    Each is empty where there is nothing to name.
    """

    size: Shape
    output: Shape | None = None
    uneven: str = ""
    loses: str = ""
    lost: str = ""
    fails: str = ""
    problem: str = ""

    @property
    def runs(self) -> bool:
        """Whether the network runs at this size."""
        return not self.problem

    @property
    def divides(self) -> bool:
        """Whether each window's stride divides evenly: (N + 2P − F) by S, without remainder."""
        return self.runs and not self.uneven

    @property
    def loses_nothing(self) -> bool:
        """Whether every real position of every map is read."""
        return self.runs and not self.loses

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON; null where there is nothing to name."""
        return {
            "size": list(self.size),
            "output": None if self.output is None else list(self.output),
            "runs": self.runs,
            "divides": self.divides,
            "loses_nothing": self.loses_nothing,
            "uneven": self.uneven or None,
            "loses": self.loses or None,
            "lost": self.lost or None,
            "fails": self.fails or None,
            "problem": self.problem or None,
        }


@dataclass(frozen=True)
class Sizes:
    """A network at several sizes, in their order; ``fixed`` are the axes that keep one length. Shows itself as a table.

    What is said of a size that runs is said of it alone: a network may decide by size in Python.
    """

    target: str
    channels: int
    fixed: tuple[int | None, ...]
    fits: tuple[Fit, ...]

    @property
    def divide(self) -> tuple[int, ...]:
        """Sizes at which every stride divides evenly."""
        return tuple(self.length(fit) for fit in self.fits if fit.divides)

    @property
    def loses_nothing(self) -> tuple[int, ...]:
        """Sizes of which no layer leaves a row or column unread."""
        return tuple(self.length(fit) for fit in self.fits if fit.loses_nothing)

    @property
    def fail(self) -> tuple[int, ...]:
        """Sizes at which the network does not run."""
        return tuple(self.length(fit) for fit in self.fits if not fit.runs)

    def length(self, fit: Fit) -> int:
        """Give the one length that changes from size to size."""
        return next(length for length, kept in zip(fit.size, self.fixed, strict=True) if kept is None)

    def __str__(self) -> str:
        from convscope.network.sizes_table import text

        return text(self)

    def _repr_html_(self) -> str:
        """Show the table in a notebook."""
        from convscope.network.sizes_table import html

        return html(self)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON; versioned."""
        return {
            "version": SIZES_VERSION,
            "target": self.target,
            "channels": self.channels,
            "fixed": list(self.fixed),
            "divide": list(self.divide),
            "lose_nothing": list(self.loses_nothing),
            "fail": list(self.fail),
            "sizes": [fit.as_dict() for fit in self.fits],
        }


class Stopped(KeyboardInterrupt):
    """Ctrl-C came; ``found`` holds the sizes that were tried by then, none perhaps."""

    def __init__(self, found: Sizes, wanted: int) -> None:
        super().__init__(f"stopped after {len(found.fits)} of {wanted} sizes")
        self.found = found


def at(network: Network, size: Sequence[int]) -> Network:
    """Describe a network at another size, as `Network.at` says."""
    if network.again is None:
        raise ConvscopeError(
            f"this description of {network.target} does not know its module", fix="trace(module, input_shape) does"
        )
    axes = len(network.input_shape) - 1
    if len(size) != axes:
        shown = ", ".join(map(str, network.input_shape[1:]))
        raise ConvscopeError(
            f"{len(size)} lengths came, {network.target} takes a map of {axes}", fix=f"give each, as in at({shown})"
        )
    return network.again(tuple(size))


def sizes(
    network: Network,
    lengths: range,
    *,
    fixed: Sequence[int | None] = (),
    progress: Callable[[int, int], None] | None = None,
) -> Sizes:
    """Say of each length how it suits, as `Network.sizes` says."""
    axes = len(network.input_shape) - 1
    kept = tuple(fixed) or (None,) * axes
    if len(kept) != axes or None not in kept:
        raise ConvscopeError(
            f"fixed={kept} came, {network.target} takes a map of {axes} axes",
            fix="give one entry an axis, None where the size changes",
        )
    if lengths.step < 1 or not len(lengths) or lengths.start < 1:
        raise ConvscopeError(
            f"sizes from {lengths.start} to {lengths.stop - 1} by {lengths.step} came",
            fix="give the lower first, each at least 1, as in sizes(200, 300)",
        )
    if len(lengths) > MOST:
        raise ConvscopeError(f"{len(lengths):,} sizes came, each is a trace", fix=f"at most {MOST:,}; take a step")
    fits: list[Fit] = []
    try:
        for length in lengths:
            fits.append(fit(network, tuple(length if one is None else one for one in kept)))
            if progress is not None:
                progress(len(fits), len(lengths))
    except KeyboardInterrupt as stopped:
        raise Stopped(Sizes(network.target, network.input_shape[0], kept, tuple(fits)), len(lengths)) from stopped
    return Sizes(network.target, network.input_shape[0], kept, tuple(fits))


def fit(network: Network, size: Shape) -> Fit:
    """Say how one size suits."""
    return tried(lambda: at(network, size), size)


def tried(traced: Callable[[], Network], size: Shape) -> Fit:
    """Say how a size suits, given what traces the network at it."""
    try:
        found = traced()
    except ShapesDoNotFit as error:
        return Fit(size, fails=error.layer, problem=error.problem)
    except ConvscopeError as error:
        return Fit(size, problem=error.problem)
    last = last_map(found)
    loss = next(losses(found), None)
    return Fit(
        size,
        None if last is None else last.output_shape[2:],
        uneven=next((layer.name for layer in found if not _divides(layer)), ""),
        loses="" if loss is None else loss.layer.name,
        lost="" if loss is None else loss.told(),
    )


def last_map(network: Network) -> Layer | None:
    """Find the last layer that gives a map: before what gathers all of it (a global pool), and what follows that."""
    rank = len(network.input_shape) + 1
    gathered: set[int] = set(range(NETWORK_INPUT - len(network.other_inputs), NETWORK_INPUT))
    last = None
    for layer in network:
        if _gathers(layer, rank) or gathered.issuperset(layer.inputs):
            gathered.add(layer.index)
        elif len(layer.output_shape) == rank:
            last = layer
    return last


def _gathers(layer: Layer, rank: int) -> bool:
    """Whether any tensor of the layer that has a map's axes is read whole along them."""
    for arrival in layer.arrivals:
        read = arrival.read.plain if isinstance(arrival.read, Chained) else arrival.read
        if isinstance(read, Reading) and len(arrival.shape) == rank:
            return any(isinstance(along.relation, Everything) for along in read.axes[2:])
    return False


def _divides(layer: Layer) -> bool:
    lengths = zip(layer.windows, layer.spatial_input, strict=True)
    return all(window.transposed or window.remainder(length) == 0 for window, length in lengths)


def runs_of(numbers: Sequence[int], step: int) -> list[str]:
    """Write numbers that follow each other, ``step`` apart, as one: *201–204*.

    >>> runs_of([201, 202, 203, 207, 210, 211], 1)
    ['201–203', '207', '210', '211']
    """
    found = []
    for _, group in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0] * step):
        run = [number for _, number in group]
        found += [f"{run[0]}–{run[-1]}"] if len(run) > 2 else [str(number) for number in run]
    return found
