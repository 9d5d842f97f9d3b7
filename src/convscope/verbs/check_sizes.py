"""What ``check --sizes`` does: read which sizes are meant, and try each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import nn

    from convscope.network.sizes import Sizes

EXAMPLES = "--sizes 200:300, 200:300:4 or 200:300,640"


@dataclass(frozen=True)
class Counted:
    """How far a long count has come: ``done`` of ``total`` ``things``."""

    done: int
    total: int
    things: str


def lengths(text: str) -> tuple[range, tuple[int | None, ...]]:
    """Read LOW:HIGH or LOW:HIGH:STEP, HIGH included, and which axes keep one length; none named is none kept.

    >>> lengths("200:300:4"), lengths("200:300,640")
    ((range(200, 301, 4), ()), (range(200, 301), (None, 640)))
    """
    from convscope.errors import ConvscopeError

    wrong = ConvscopeError(f"--sizes {text} came", fix=f"give one LOW:HIGH, each at least 1, as in {EXAMPLES}")
    parts = text.replace("×", ",").split(",")
    try:
        numbers = [tuple(int(number) for number in part.split(":")) for part in parts]
    except ValueError:
        raise wrong from None
    ranges = {part for part in numbers if len(part) > 1}
    if len(numbers) == 1 and len(numbers[0]) == 1:
        ranges = {(numbers[0][0], numbers[0][0])}
    if len(ranges) != 1 or min(min(part) for part in numbers) < 1:
        raise wrong
    low, high, *step = next(iter(ranges))
    if high < low or len(step) > 1:
        raise wrong
    kept = tuple(None if len(part) > 1 else part[0] for part in numbers) if len(numbers) > 1 else ()
    return range(low, high + 1, *step), kept


def try_sizes(
    module: nn.Module, input_shape: tuple[int, ...], text: str, *, target: str, ways: tuple[bool, bool],
    show: Callable[[object], None],
) -> Sizes:  # fmt: skip
    """Try them all; ``ways`` are training and on_zeros, ``show`` is told after each.

    Ctrl-C shows those that were tried by then. The network need not run at ``input_shape``, of which only the channels
    and the number of axes are taken.
    """
    from convscope.network import Network
    from convscope.network.sizes import Stopped, sizes
    from convscope.network.trace import Again

    along, kept = lengths(text)
    untraced = Network(target, input_shape, (), 0, again=Again(module, (input_shape,), target, *ways))
    try:
        return sizes(untraced, along, fixed=kept, progress=lambda done, of: show(Counted(done, of, "sizes")))
    except Stopped as stopped:
        if stopped.found.fits:
            show(stopped.found)
        raise


def sizes_arguments(text: str) -> str:
    """Write what `Network.sizes` is called with.

    >>> sizes_arguments("200:300:4,640")
    '200, 300, 4, fixed=(None, 640)'
    """
    along, kept = lengths(text)
    parts = [str(along.start), str(along.stop - 1)]
    parts += [str(along.step)] if along.step > 1 else []
    return ", ".join(parts + ([f"fixed={kept}"] if kept else []))
