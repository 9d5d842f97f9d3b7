"""What a network is once it has been watched: frozen layers and the totals over them. No torch is needed to read it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from convscope.arithmetic import ReceptiveField, Window
from convscope.errors import UnknownName
from convscope.network.operators.reading import Read
from convscope.network.storage import Storage
from convscope.saying import Said

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from convscope.draw.drawing import Drawing
    from convscope.network.explain import Explanation
    from convscope.network.memory import Memory
    from convscope.network.plot import Remark
    from convscope.network.sizes import Sizes

Shape = tuple[int, ...]
Status = Literal["exact", "unbounded", "unknown"]
NETWORK_INPUT = -1
DESCRIPTION_VERSION = 1


@dataclass(frozen=True)
class Reach:
    """Which input pixels one unit of a layer depends on: the hull along each spatial axis.

    ``status`` is *exact*; *unbounded* where the layer reads the whole input at whatever size (global pooling);
    *unknown* where the method does not apply, with the layer that caused it in ``because``. Where units have lost
    their place (flattened, or gathered), ``whole`` is the hull of all of them together. ``dims`` are the axes of the
    output along which the picture's lie; None for one that lies along none, or in several.
    """

    fields: tuple[ReceptiveField, ...] | None
    status: Status
    because: Said | None = None
    whole: tuple[ReceptiveField, ...] | None = None
    dims: tuple[int | None, ...] = ()


@dataclass(frozen=True)
class Arrival:
    """What comes into a layer: whose output (`NETWORK_INPUT` for the
    network's input, less for its further ones), its shape, and how it is read.

    Of a layer with several outputs ``part`` is (axis, start, gone): from where on along the axis of what that layer
    read the tensor was cut, and whether the axis is gone.
    """

    source: int
    shape: Shape
    read: Read
    part: tuple[int, int, int] | None = None


@dataclass(frozen=True)
class Layer:
    """One operator of one forward run.

    Shapes include the batch (1). ``arrivals`` are what it takes, in order. ``output_shape`` is that of its first output
    where it has several; ``parts`` then says where each was cut from what it read. ``parameters`` counts those this
    layer is the first to use (a reused module's count once). ``macs`` are multiply-adds at batch 1; ``bytes`` are those
    its output newly occupies (0 for views and in-place). ``noted`` are arguments that change no shape and that rules
    ask for: a dropout's ``p``; ``size``, 1 where a resize was given a size and no factor. ``storages`` are which of the
    network's storages its outputs lie in.
    """

    index: int
    name: str
    operator: str
    arrivals: tuple[Arrival, ...]
    output_shape: Shape
    windows: tuple[Window, ...] = ()
    groups: int = 1
    bias_parameters: int = 0
    parameters: int = 0
    shared: bool = False
    macs: int = 0
    bytes: int = 0
    reach: Reach = Reach(None, "unknown")
    file: str | None = None
    line: int | None = None
    parts: tuple[tuple[int, int, int], ...] = ()
    noted: tuple[tuple[str, float], ...] = ()
    storages: tuple[int, ...] = ()

    @property
    def whole_shape(self) -> Shape:
        """Shape of what it gives: that of its output, or, where it has several, of what these are cut from."""
        return self.arrivals[0].shape if self.parts else self.output_shape

    @property
    def inputs(self) -> tuple[int, ...]:
        """Indices of the layers whose output it takes, each once; below 0 for the network's inputs."""
        return tuple(dict.fromkeys(arrival.source for arrival in self.arrivals))

    @property
    def input_shapes(self) -> tuple[Shape, ...]:
        """Shapes of what it takes, in order."""
        return tuple(arrival.shape for arrival in self.arrivals)

    @property
    def receptive_field(self) -> Shape | None:
        """Hull of the input pixels one unit reads, (height, width) for pictures; None where unknown."""
        return None if self.reach.fields is None else tuple(field.size for field in self.reach.fields)

    @property
    def effective_stride(self) -> tuple[int | Fraction, ...] | None:
        """Input pixels from one unit to the next, along each axis, a fraction where maps grow; None without a place."""
        if self.reach.fields is None or self.reach.whole is not None or None in self.reach.dims:
            return None
        return tuple(field.stride for field in self.reach.fields)

    @property
    def spatial_input(self) -> Shape:
        """Spatial size of the map the windows slide over; empty for a layer without windows."""
        return self.input_shapes[0][-len(self.windows) :] if self.windows else ()

    @property
    def place(self) -> str:
        """Where in the user's code, as ``file:line``, or empty."""
        return f"{self.file}:{self.line}" if self.file else ""

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        strides = self.effective_stride
        return {
            "name": self.name,
            "operator": self.operator,
            "output_shape": list(self.output_shape),
            "parameters": self.parameters,
            "macs": self.macs,
            "receptive_field": None if self.receptive_field is None else list(self.receptive_field),
            "effective_stride": None if strides is None else [s if isinstance(s, int) else float(s) for s in strides],
            "status": self.reach.status,
            "file": self.file,
            "line": self.line,
        }


@dataclass(frozen=True)
class Unused:
    """A module whose parameters no layer used, as far as they are its own."""

    name: str
    parameters: int
    file: str | None = None
    line: int | None = None


@dataclass(frozen=True)
class Network:
    """A network as one forward run showed it, at one input size, batch 1.

    ``input_shape`` is without the batch: (channels, height, width); ``other_inputs`` are those of further inputs.
    ``parameters`` are the module's, each counted once however often it is used, those never used included. ``on_zeros``
    says that it was run on zeros, as it decides by what it computes: other pictures may take other ways. ``answers``
    are the layers whose output forward returned, ``unused`` the modules that none used; empty of a run that stopped.
    ``storages`` are what lay in memory during the run, in the order it was made. ``again`` traces the same module at
    another spatial size; it holds the module itself, and is no part of the description: equal networks may differ in
    it, and JSON leaves it out.
    """

    target: str
    input_shape: Shape
    layers: tuple[Layer, ...]
    parameters: int
    other_inputs: tuple[Shape, ...] = ()
    on_zeros: bool = False
    answers: tuple[int, ...] = ()
    unused: tuple[Unused, ...] = ()
    storages: tuple[Storage, ...] = ()
    again: Callable[[Shape], Network] | None = field(default=None, compare=False, repr=False)

    def __iter__(self) -> Iterator[Layer]:
        return iter(self.layers)

    def __len__(self) -> int:
        return len(self.layers)

    def __getitem__(self, name: str) -> Layer:
        """Return the layer of that name; `UnknownName` where there is none."""
        for layer in self.layers:
            if layer.name == name:
                return layer
        raise UnknownName(f"layer of {self.target}", name, [layer.name for layer in self.layers])

    def last_of(self, name: str) -> Layer:
        """Return the layer of that name, or, where it is that of a block, the last layer inside the block.

        >>> from torch import nn
        >>> from convscope.network import trace
        >>> block = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU())
        >>> trace(nn.Sequential(block, nn.Flatten()), (3, 9, 9)).last_of("0").name
        '0.1'

        Raises `UnknownName` where there is neither.
        """
        found = last_named(name, [layer.name for layer in self.layers], of=f"layer of {self.target}")
        return self[found]

    def __repr__(self) -> str:
        """Say which network it is, not all its layers."""
        size = "×".join(map(str, self.input_shape))
        return f"<Network: {self.target}, input {size}, {len(self.layers)} layers, {self.parameters:,} parameters>"

    def __str__(self) -> str:
        return self.table()

    @property
    def macs(self) -> int:
        """Multiply-adds of one forward run at batch 1."""
        return sum(layer.macs for layer in self.layers)

    @property
    def activation_bytes(self) -> int:
        """Bytes of all layers' outputs at batch 1, views and in-place outputs counted once."""
        return sum(layer.bytes for layer in self.layers)

    def memory(self, batch: int = 1, *, training: bool = False) -> Memory:
        """Count bytes of activations at a batch: of all, and of the most alive at once, with the layer at work then.

        Inference is read off the lifetimes of ``storages``. ``training`` rehearses a step, forward and backward, in
        training mode and without numbers, and so takes the time of a trace or more. Raises `ConvscopeError` where the
        step fails.
        """
        from convscope.network.memory import of_inference

        if not training:
            return of_inference(self, batch)
        from convscope.network.rehearsal import of_training

        return of_training(self, batch)

    def consumers(self, index: int) -> tuple[Layer, ...]:
        """Layers that take the output of layer ``index`` (`NETWORK_INPUT` for the input)."""
        return tuple(self._readers.get(index, ()))

    @cached_property
    def _readers(self) -> dict[int, list[Layer]]:
        readers: dict[int, list[Layer]] = {}
        for layer in self.layers:
            for source in layer.inputs:
                readers.setdefault(source, []).append(layer)
        return readers

    def at(self, *size: int) -> Network:
        """Describe the same module at another size: (height, width), (length,), or (depth, height, width).

        >>> from torch import nn
        >>> from convscope.network import trace
        >>> trace(nn.Conv2d(3, 8, 3, stride=2), (3, 32, 32)).at(65, 33).layers[0].output_shape
        (1, 8, 32, 16)

        It is traced anew, so that sizes which the code computes in Python are right. Channels, further inputs, training
        and ``on_zeros`` stay as they were. Raises what `trace` raises, `OutputTooSmall` and `ShapesDoNotFit` among it,
        and `ConvscopeError` for a size of other than the picture's axes, or below 1.
        """
        from convscope.network.sizes import at

        return at(self, size)

    def sizes(
        self,
        low: int,
        high: int,
        step: int = 1,
        *,
        fixed: Sequence[int | None] = (),
        progress: Callable[[int, int], None] | None = None,
    ) -> Sizes:
        """Say of each size from ``low`` to ``high``, both included, whether it divides evenly, loses nothing, fits.

        >>> from torch import nn
        >>> from convscope.network import trace
        >>> trace(nn.Conv2d(3, 8, 3, stride=3), (3, 9, 9)).sizes(7, 10).loses_nothing
        (9,)

        All axes have that size, but those that ``fixed`` gives a length, as (None, 640) does the width. ``progress`` is
        told how many of how many are done. Raises `ConvscopeError` for bounds that are none, or above 10,000 sizes.
        """
        from convscope.network.sizes import sizes

        return sizes(self, range(low, high + 1, step) if step else range(0), fixed=fixed, progress=progress)

    def explain(self, name: str, unit: Shape | None = None) -> Explanation:
        """Explain a layer: formulas with their numbers, what is read and how often, what sharing weights saves.

        >>> from torch import nn
        >>> from convscope.network import trace
        >>> print(trace(nn.Conv2d(3, 10, 5, padding=2), (3, 32, 32)).explain("conv2d").parameters)
        10 · (3·5·5 + 1) = 760

        ``unit`` is the place on the map, (row, column), whose pixels are counted; by default the one in the middle.
        Prints itself. Raises `UnknownName` for a layer there is not, `ConvscopeError` for a unit there is not.
        """
        from convscope.network.explain import explain

        return explain(self, name, unit)

    def pixels(self, name: str, unit: Shape | None = None) -> npt.NDArray[np.bool_]:
        """Say which pixels of the picture a unit can depend on, exactly: a mask of its (height, width).

        >>> from torch import nn
        >>> from convscope.network import trace
        >>> trace(nn.Conv2d(1, 1, 2, dilation=2), (1, 4, 4)).pixels("conv2d", (0, 1)).astype(int)
        array([[0, 1, 0, 1],
               [0, 0, 0, 0],
               [0, 1, 0, 1],
               [0, 0, 0, 0]])

        ``unit`` is its place on the layer's map, (row, column); by default the one in the middle. Raises `UnknownName`
        for a layer there is not, and `ConvscopeError` for a unit there is not, or where what it reads is not known.
        """
        from convscope.network.exact import receptive_set
        from convscope.network.uses import check_countable

        layer = self.last_of(name)
        check_countable(self, layer)
        return receptive_set(self, layer.name, unit)

    def table(self, *, width: int = 140) -> str:
        """Return the table that ``convscope check`` prints, as plain text."""
        from convscope.network.table import text

        return text(self, width=width)

    def plot(self, findings: Iterable[Remark] = ()) -> Drawing:
        """Draw the graph as SVG, from top to bottom; findings are marks on their layers."""
        from convscope.network.plot import plot

        return plot(self, findings)

    def _repr_html_(self) -> str:
        """Show the table in a notebook."""
        from convscope.network.html import html

        return html(self)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON; versioned."""
        return {
            "version": DESCRIPTION_VERSION,
            "target": self.target,
            "input": list(self.input_shape),
            "parameters": self.parameters,
            "macs": self.macs,
            "activation_bytes": self.activation_bytes,
            "layers": [layer.as_dict() for layer in self.layers],
        }


def last_named(name: str, names: Sequence[str], *, of: str) -> str:
    """Find a name among layers', or, where it is that of a block, the last of those inside; ``of`` says what they are.

    >>> last_named("body", ["stem", "body.conv", "body.relu", "head"], of="layer")
    'body.relu'

    Raises `UnknownName` where there is neither, with the nearest name of a layer or a block.
    """
    if name in names:
        return name
    inside = [one for one in names if name and one.startswith(f"{name}.")]
    if inside:
        return inside[-1]
    parts = [one.split(".") for one in names]
    blocks = dict.fromkeys(".".join(one[:length]) for one in parts for length in range(1, len(one)))
    raise UnknownName(of, name, [*names, *blocks])
