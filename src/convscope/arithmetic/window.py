"""A sliding window along one spatial axis: what it is, how many outputs it gives, which inputs each output reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from convscope.arithmetic.relation import Pairs, real
from convscope.errors import ConvscopeError


@dataclass(frozen=True)
class Window:
    """Kernel, stride, padding and dilation of one axis, of a convolution, a pool or a transposed convolution.

    >>> Window(kernel=11, stride=4).output_size(224)  # AlexNet's first layer: (224 - 11)/4 + 1 = 54.25
    54
    >>> list(Window(kernel=3, stride=2, padding=(1, 1)).reads(0))
    [-1, 0, 1]

    Units are positions along the axis. ``padding`` is (before, after); ``output_padding`` belongs to the transposed
    window only. Raises `ConvscopeError` for a kernel, stride or dilation below 1.
    """

    kernel: int
    stride: int = 1
    padding: tuple[int, int] = (0, 0)
    dilation: int = 1
    ceil_mode: bool = False
    transposed: bool = False
    output_padding: int = 0

    def __post_init__(self) -> None:
        for name in ("kernel", "stride", "dilation"):
            value = getattr(self, name)
            if value < 1:
                raise ConvscopeError(f"a window's {name} is {value}, it must be at least 1", fix=f"raise {name}")

    @property
    def extent(self) -> int:
        """Positions from the first tap to the last: d(k - 1) + 1."""
        return self.dilation * (self.kernel - 1) + 1

    def output_size(self, size: int) -> int:
        """Outputs along the axis for ``size`` inputs; below 1 where the window does not fit.

        Convolution and pooling: floor((n + p₁ + p₂ - k_e)/s) + 1, with ceil where ``ceil_mode`` says so, less one when
        the last window would start in the padding after the input (PyTorch's rule, `torch.nn.MaxPool2d`).
        Transposed (`torch.nn.ConvTranspose2d`): (n - 1)s - p₁ - p₂ + k_e + output padding.
        """
        before, after = self.padding
        if self.transposed:
            return (size - 1) * self.stride - before - after + self.extent + self.output_padding
        room = size + before + after - self.extent
        outputs = (-(-room // self.stride) if self.ceil_mode else room // self.stride) + 1
        if self.ceil_mode and (outputs - 1) * self.stride >= size + before:
            outputs -= 1
        return outputs

    def remainder(self, size: int) -> int:
        """Padded positions left over after the last window: (n + p₁ + p₂ - k_e) mod s; 0 means it divides evenly."""
        return (size + sum(self.padding) - self.extent) % self.stride

    def reads(self, output: int) -> Sequence[int]:
        """Input positions that output number ``output`` reads, padding included (below 0 or beyond the input).

        A transposed window gives input m to the outputs s·m + d·t - p₁, t = 0 … k - 1; read backwards, output i reads
        the m that solve it.
        """
        if not self.transposed:
            start = output * self.stride - self.padding[0]
            return range(start, start + self.extent, self.dilation)
        taps = (output + self.padding[0] - self.dilation * tap for tap in range(self.kernel))
        return sorted(tap // self.stride for tap in taps if tap % self.stride == 0)

    def pairs(self, inputs: int, outputs: int) -> Pairs:
        """List who reads what among real positions, as `reads` does one output at a time.

        >>> Window(kernel=3, stride=2, transposed=True).pairs(2, 5)
        (array([0, 1, 2, 2, 3, 4]), array([0, 0, 0, 1, 1, 1]))
        """
        owners = np.arange(max(outputs, 0), dtype=np.int64)[:, None]
        taps = np.arange(self.kernel, dtype=np.int64) * self.dilation
        if not self.transposed:
            return real(owners * self.stride - self.padding[0] + taps, inputs)
        landed = owners + self.padding[0] - taps[::-1]
        return real(np.where(landed % self.stride == 0, landed // self.stride, -1), inputs)

    def formula(self, size: int) -> str:
        """The output size's formula with its numbers in it.

        >>> Window(kernel=5, padding=(2, 2)).formula(32)
        '(32 + 2 + 2 − 5)/1 + 1 = 32'
        """
        before, after = self.padding
        if self.transposed:
            extra = f" + {self.output_padding}" if self.output_padding else ""
            pads = f" − {before} − {after}" if before or after else ""
            return f"({size} − 1)·{self.stride}{pads} + {self.extent}{extra} = {self.output_size(size)}"
        pads = f" + {before} + {after}" if before or after else ""
        fraction = f"({size}{pads} − {self.extent})/{self.stride} + 1"
        outputs = self.output_size(size)
        if not self.remainder(size):
            return f"{fraction} = {outputs}"
        whole, left = divmod(size + before + after - self.extent, self.stride)
        exact = f"{whole + 1}{f'{left / self.stride:.4g}'.removeprefix('0')}"
        return f"{fraction} = {exact}, {'up' if outputs > whole + 1 else 'down'} to {outputs}"


def same_padding(kernel: int, dilation: int = 1) -> tuple[int, int]:
    """Padding (before, after) that keeps the size at stride 1, as `torch.nn.functional.conv2d` with ``'same'`` pads.

    For an odd kernel and no dilation it is P = (F - 1)/2 on either side.

    >>> same_padding(5), same_padding(4)
    ((2, 2), (1, 2))
    """
    total = dilation * (kernel - 1)
    return total // 2, total - total // 2
