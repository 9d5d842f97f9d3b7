"""Where the tensors of a run came from, known by the objects themselves, and by the memory that views share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from torch import Tensor

from convscope.network.views import Index, apart, index_into, shows_same


@dataclass(frozen=True)
class Tracked:
    """Where a tensor came from: the layer that made it, or only parameters. Holding it keeps its id from reuse.

    ``part`` says of a layer with several outputs which one it is, as `Arrival` does. ``written`` says that ``layer``
    wrote into a part of it, through a view, and ``unclear`` that nobody knows into which.
    """

    tensor: Tensor
    layer: int | None
    parameters: frozenset[int] = frozenset()
    part: tuple[int, int, int] | None = None
    written: Written | None = None
    unclear: bool = False


@dataclass(frozen=True)
class Written:
    """A write through a view: where the tensor came from before, the view, and where in the tensor it lies.

    ``before`` is None for a tensor that came from nowhere, as one of zeros; ``index`` for a view of all its numbers
    under another shape.
    """

    before: Tracked | None
    view: Tracked
    index: Index | None


class Tracks:
    """All tensors of a run that come from its inputs or its parameters."""

    def __init__(self) -> None:
        self._known: dict[int, Tracked] = {}
        self._sharing: dict[int, set[int]] = {}  # which of them show one memory

    def of(self, tensor: Tensor) -> Tracked | None:
        """Say where a tensor came from; None if from neither."""
        return self._known.get(id(tensor))

    def among(self, tensors: Iterable[Tensor]) -> list[Tracked]:
        """Leave out those that came from neither."""
        return [known for tensor in tensors if (known := self._known.get(id(tensor)))]

    def note(self, known: Tracked) -> None:
        """Remember one, in place of what was known of the same tensor."""
        self._known[id(known.tensor)] = known
        self._sharing.setdefault(memory(known.tensor), set()).add(id(known.tensor))

    def wrote(self, tensor: Tensor) -> None:
        """Note that what is known of a tensor was written in place: other views of its memory show it, too."""
        view = self._known[id(tensor)]
        others = [self._known[key] for key in self._sharing[memory(tensor)] if self._known[key].tensor is not tensor]
        base = tensor._base
        if base is not None and self.of(base) is None:
            others.append(Tracked(base, None))
        for other in others:
            if shows_same(other.tensor, tensor):
                self.note(replace(view, tensor=other.tensor))
            elif not apart(other.tensor, tensor):
                self.note(_overwritten(other, view))


def _overwritten(other: Tracked, view: Tracked) -> Tracked:
    """Say where a tensor comes from of which a view was written into."""
    tensor = other.tensor
    index = index_into(tensor, view.tensor)
    if index is not None:
        before = None if other.layer is None else other
        return Tracked(tensor, view.layer, written=Written(before, view, index))
    if tensor.numel() == view.tensor.numel() and tensor.is_contiguous() and view.tensor.is_contiguous():
        return Tracked(tensor, view.layer, written=Written(None, view, None))
    return Tracked(tensor, view.layer, unclear=True)


def memory(tensor: Tensor) -> int:
    """Name the memory that a tensor shows: equal for views of one."""
    return int(tensor.untyped_storage()._cdata)
