"""Steps: what the shipped program does, one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from convscope.ship.c99.values import Array, Shape, Storage, Value

Pair = tuple[int, int]


@dataclass(frozen=True)
class Place:
    """Where in the user's network: the layer's path, the operator, and the line that called it."""

    layer: str
    operator: str
    source: str

    def __str__(self) -> str:
        """Name it: features.3 (aten.sort), net.py:12."""
        named = f"{self.layer} ({self.operator})" if self.layer else self.operator
        return f"{named}, {self.source}" if self.source else named


@dataclass(frozen=True, eq=False)
class Step:
    """One call of a kernel: it reads ``inputs`` and fills the storage of ``output``, or a part of it."""

    inputs: tuple[Value, ...]
    output: Value
    place: Place

    @property
    def scratch(self) -> Storage | None:
        """What it needs besides, as long as it runs."""
        return None


@dataclass(frozen=True, eq=False)
class Scale(Step):
    """Bytes of the picture to numbers: v·scale + shift of each channel. It reads the picture, which is no value."""

    scale: tuple[float, ...]
    shift: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class Convolution(Step):
    """Convolution of maps laid out pixel by pixel, or, with one tap, a fully connected layer on each pixel.

    ``weight`` is (out, in/groups, height, width); of a transposed one (in, out/groups, height, width). Answers are cut
    to ``low`` … ``high``. ``before`` is the padding above and left; what is below and right follows from the sizes.
    """

    weight: Array
    bias: Array
    size: tuple[Pair, Pair]  # input and output, (height, width)
    stride: Pair = (1, 1)
    before: Pair = (0, 0)
    dilation: Pair = (1, 1)
    groups: int = 1
    transposed: bool = False
    low: float = -inf
    high: float = inf

    @property
    def in_channels(self) -> int:
        """Channels that enter."""
        return int(self.weight.shape[0] if self.transposed else self.weight.shape[1] * self.groups)

    @property
    def out_channels(self) -> int:
        """Channels that leave."""
        return int(self.weight.shape[1] * self.groups if self.transposed else self.weight.shape[0])

    @property
    def kernel(self) -> Pair:
        """Height and width."""
        return self.weight.shape[2], self.weight.shape[3]

    @property
    def depthwise(self) -> bool:
        """Whether every channel is on its own."""
        return not self.transposed and self.groups == self.in_channels == self.out_channels > 1


@dataclass(frozen=True, eq=False)
class Pool(Step):
    """Maximum or mean of a window. ``divisor`` is that of every window; 0 counts what lies inside ``counted``.

    ``counted`` is up to where, beyond the picture, padding counts for a mean (PyTorch's count_include_pad): below 0
    and above the size; (0, 0) where it does not.
    """

    maximum: bool
    channels: int
    size: tuple[Pair, Pair]
    kernel: Pair
    stride: Pair
    before: Pair
    dilation: Pair
    counted: Pair
    divisor: int = 0


@dataclass(frozen=True, eq=False)
class AdaptivePool(Step):
    """Maximum or mean of windows that share out the map: row i reads ⌊i·in/out⌋ … ⌈(i + 1)·in/out⌉."""

    maximum: bool
    channels: int
    size: tuple[Pair, Pair]


@dataclass(frozen=True, eq=False)
class Affine(Step):
    """x·scale + shift of each channel, cut to ``low`` … ``high``: a batch norm that could not be folded."""

    scale: Array
    shift: Array
    low: float = -inf
    high: float = inf


@dataclass(frozen=True, eq=False)
class Unary(Step):
    """A function of each number; ``first`` and ``second`` are its parameters, as clamp's bounds."""

    function: str
    first: float = 0.0
    second: float = 0.0


@dataclass(frozen=True, eq=False)
class Binary(Step):
    """a ∘ b of each pair, what is of length 1 repeated; cut to ``low`` … ``high``."""

    function: str
    low: float = -inf
    high: float = inf


@dataclass(frozen=True, eq=False)
class Copy(Step):
    """Numbers laid out otherwise, or put into a part of ``into``'s storage."""


@dataclass(frozen=True, eq=False)
class Fill(Step):
    """One number everywhere."""

    number: float


@dataclass(frozen=True, eq=False)
class Border(Step):
    """Padding of maps by what they hold: reflect, replicate, circular."""

    mode: str
    channels: int
    size: tuple[Pair, Pair]
    before: Pair


@dataclass(frozen=True, eq=False)
class Resize(Step):
    """Maps at another size, nearest or bilinear: where pixel o looks is (o + ½)·scale − ½, o·scale if ``corners``.

    Nearest looks at ⌊o·scale⌋, or at ⌊(o + ½)·scale⌋ if ``centred``.
    """

    bilinear: bool
    corners: bool
    centred: bool
    channels: int
    size: tuple[Pair, Pair]
    scale: tuple[float, float]


@dataclass(frozen=True, eq=False)
class Softmax(Step):
    """Softmax over the innermost ``length`` numbers, or its logarithm."""

    length: int
    logarithm: bool


@dataclass(frozen=True, eq=False)
class Normalise(Step):
    """(x − mean)/√(variance + ε) over groups, times a weight, plus a bias.

    The numbers are (pixels, groups, each): a group's mean is over all pixels and its ``each`` channels. Layer norm has
    pixels of its own: ``outer`` runs of them. ``weight`` and ``bias`` are one a channel (groups·each).
    """

    outer: int
    pixels: int
    groups: int
    each: int
    epsilon: float
    weight: Array
    bias: Array


@dataclass(frozen=True, eq=False)
class Reduce(Step):
    """Sum, mean, maximum over some axes: of (kept…) and (gone…) lengths with the input's strides."""

    function: str
    kept: tuple[Shape, Shape]
    gone: tuple[Shape, Shape]


@dataclass(frozen=True, eq=False)
class Product(Step):
    """Matrices, row by row: (outer, rows, inner) by (outer, inner, columns); these four are ``lengths``."""

    lengths: tuple[int, int, int, int]
