"""Make the calls of a run: describe each, answer it, count its multiply-adds where no formula is known."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor

from convscope.network.answers import Answers
from convscope.network.description import Shape
from convscope.network.operators import Operation, Read, describe


def _counter() -> Any:
    """Give torch's counter of FLOPs; it brings a compiler for GPUs along, and is seldom needed."""
    from torch.utils.flop_counter import FlopCounterMode, sdpa_flop_count

    def attention(query: Shape, key: Shape, value: Shape, *_: Any, **__: Any) -> int:
        return int(sdpa_flop_count(query, key, value))  # type: ignore[no-untyped-call]

    # attention on the CPU is an operator of its own, which torch's counter does not know
    known = {torch.ops.aten._scaled_dot_product_flash_attention_for_cpu: attention}
    return FlopCounterMode(display=False, custom_mapping=known)


Description = tuple[Operation, tuple[tuple[int, Read], ...], tuple[int, ...]]  # tensors by their places in the call


class Calls:
    """The calls of one run; with ``answers``, equal ones are described and answered once."""

    def __init__(self, answers: Answers | None = None) -> None:
        self._answers = answers
        self._descriptions: dict[Hashable, Description] = {}

    def key(self, func: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]) -> Hashable | None:
        """Say what a call is, as `Answers.key` does; None where equal ones are not looked for."""
        return None if self._answers is None else self._answers.key(func, args, kwargs)

    def described(
        self,
        key: Hashable | None,
        name: str,
        args: Sequence[Any],
        kwargs: Mapping[str, Any],
        tensors: Sequence[Tensor],
    ) -> Operation:
        """Describe a call, or put its tensors into the description of an equal one."""
        known = self._descriptions.get(key)
        if known is not None:
            operation, reads, asked = known
            found = tuple((tensors[place], read) for place, read in reads)
            return replace(operation, reads=found, asked=tuple(tensors[place] for place in asked))
        operation = describe(name, args, kwargs)
        places = {id(tensor): place for place, tensor in enumerate(tensors)}
        mentioned = [*(tensor for tensor, _ in operation.reads), *operation.asked]
        if key is not None and len(places) == len(tensors) and all(id(tensor) in places for tensor in mentioned):
            reads = tuple((places[id(tensor)], read) for tensor, read in operation.reads)
            self._descriptions[key] = operation, reads, tuple(places[id(tensor)] for tensor in operation.asked)
        return operation

    def made(
        self,
        key: Hashable | None,
        func: Callable[..., Any],
        args: Sequence[Any],
        kwargs: Mapping[str, Any],
        *,
        counting: bool,
    ) -> tuple[Any, int, bool]:
        """Call a function: its answer, the MACs counted where no formula is known, whether it wrote in place."""
        if counting:
            with _counter() as counter:
                output, written = _noticed(func, args, kwargs)
            return output, counter.get_total_flops() // 2, written
        again = None if self._answers is None else self._answers.again(key, args)
        if again is not None:
            return again[0], 0, again[1]
        output, written = _noticed(func, args, kwargs)
        if self._answers is not None:
            self._answers.remember(key, args, kwargs, output, written=written)
        return output, 0, written


def _noticed(func: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]) -> tuple[Any, bool]:
    """Call a function, and notice whether it writes into its first argument."""
    target = args[0] if args and isinstance(args[0], Tensor) and not args[0].is_inference() else None
    version = None if target is None else target._version
    output = func(*args, **kwargs)
    return output, target is not None and target._version != version
