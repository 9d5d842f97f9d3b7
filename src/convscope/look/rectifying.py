"""How a signal goes back through a ReLU, wherever and however the ReLU is called.

Forward, each rule computes what torch does. Backward, with x what came in and g what comes back:

* *gradient* lets g pass where x > 0;
* *deconvnet* lets g pass where g > 0 (Zeiler and Fergus, ECCV 2014): the signal is rectified, not the picture's path;
* *guided* lets g pass where both are (Springenberg et al., arXiv 1412.6806).

Hooks on modules miss ``F.relu``, ``x.relu_()``, ``torch.clamp(x, min=0)``; a `TorchFunctionMode` sees them all, and
`composed.py` finds those that are written out of other functions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode

from convscope.look.composed import Composed
from convscope.network.operators import operator_name

Rule = Literal["gradient", "deconvnet", "guided"]
BOUNDS = {"hardtanh": (-1.0, 1.0), "relu6": (0.0, 6.0), "relu": (0.0, None)}


class Rectifying(TorchFunctionMode):
    """Let every ReLU, ReLU6 and clamp at zero go backward by a rule for as long as the block lasts.

    ``count`` says how many calls it met. Others (leaky, smooth) have their gradient whatever the rule: what rectifies
    nothing has nothing to rectify backward.
    """

    def __init__(self, rule: Rule) -> None:
        super().__init__()
        self.count = 0
        self._rule = rule
        self._composed = Composed()

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        kwargs = kwargs or {}
        name = operator_name(func)
        most = _most(name, args, kwargs)
        if most is None:
            composed = self._composed.rectified(name, args, kwargs)
            if composed is None or (composed is not args[0] and _in_place(func, args, kwargs)):
                output = func(*args, **kwargs)
                self._composed.note(name, args, output)
                return output
            most, given = (None,), composed
        else:
            given = args[0] if args else kwargs["input"]
        self.count += 1
        if self._rule == "gradient" or not torch.is_grad_enabled():
            return func(*args, **kwargs)
        rectified = _Rectified.apply(given, most[0], self._rule)
        if name == "setitem":
            given.copy_(rectified)
            return None
        return given.copy_(rectified) if _in_place(func, args, kwargs) else rectified


class _Rectified(torch.autograd.Function):
    """A clamp to 0 … ``most`` whose backward follows a rule."""

    @staticmethod
    def forward(ctx: Any, given: Tensor, most: float | None, rule: Rule) -> Tensor:
        ctx.rule = rule
        ctx.save_for_backward((given > 0) if most is None else (given > 0) & (given < most))
        return given.clamp(0, most)

    @staticmethod
    def backward(ctx: Any, *signals: Tensor) -> tuple[Tensor, None, None]:
        (active,) = ctx.saved_tensors
        passed = signals[0].clamp(min=0)
        return (passed * active if ctx.rule == "guided" else passed), None, None


def _most(name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> tuple[float | None] | None:
    """Give the upper bound of a call that clamps at zero, in a tuple; None for every other call."""
    if name in BOUNDS:
        low, high = BOUNDS[name]
        if name == "hardtanh":
            low = float(args[1] if len(args) > 1 else kwargs.get("min_val", low))
            high = float(args[2] if len(args) > 2 else kwargs.get("max_val", high))
        return (high,) if low == 0 else None
    if name in ("clamp", "clip", "clamp_min"):
        bounds = [*args[1:3], None, None][:2]
        least = kwargs.get("min", bounds[0])
        most = None if name == "clamp_min" else kwargs.get("max", bounds[1])
        plain = isinstance(least, (int, float)) and least == 0 and (most is None or isinstance(most, (int, float)))
        return (None if most is None else float(most),) if plain else None
    if name == "threshold":
        bounds = [*args[1:3], None, None][:2]
        least, instead = kwargs.get("threshold", bounds[0]), kwargs.get("value", bounds[1])
        return (None,) if least == 0 and instead == 0 else None
    return None


def _in_place(func: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]) -> bool:
    name = getattr(func, "__name__", "")
    if name.endswith("_") and not name.endswith("__"):
        return True
    if kwargs.get("inplace"):
        return True
    position = {"relu": 1, "relu6": 1, "hardtanh": 3, "threshold": 3}.get(operator_name(func))
    return position is not None and len(args) > position and bool(args[position])
