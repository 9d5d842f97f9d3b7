"""A layer's output, functional ones included, taken out of a run: alone and early, or as where gradients begin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from convscope.errors import ConvscopeError
from convscope.network.fake import evaluating
from convscope.network.recording import Call, Function, Otherly, Stopped, first_of, is_given


def until(module: nn.Module, images_NCHW: Tensor, call: Call) -> Tensor:
    """Run a module as far as the call of one layer and give that layer's output; nothing behind it is computed.

    >>> from torch import nn
    >>> from convscope.network.recording import record
    >>> net = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.Flatten(), nn.Linear(72, 10))
    >>> until(net, torch.zeros(5, 1, 8, 8), record(net, torch.zeros(1, 1, 8, 8)).call("1")).shape
    torch.Size([5, 2, 6, 6])

    Gradients flow to the images where they are wanted. Raises `ConvscopeError` where the run takes another way.
    """

    def stop(func: Function, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        raise Stopped(first_of(func(*args, **kwargs), args))

    try:
        with evaluating(module, training=False), Otherly({call.turn: (call, stop)}):
            module(images_NCHW)
    except Stopped as stopped:
        return stopped.output
    raise ConvscopeError("the network ended before the layer that was asked for", fix="keep forward free of branches")


def tapped(module: nn.Module, images_NCHW: Tensor, call: Call) -> tuple[Tensor, Any]:
    """Run a module; give one layer's output, as a leaf that gradients lead to, and the answer made from it.

    What lies before the layer is computed without a graph, so that going backward costs only what lies behind. Where
    the layer wrote in place, other holders of the tensor see the leaf, too.
    """
    leaf: list[Tensor] = []

    def lead(func: Function, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        whole = func(*args, **kwargs)
        output = first_of(whole, args)
        leaf.append(output.detach().clone().requires_grad_())
        torch.set_grad_enabled(True)
        if is_given(output, args, kwargs):
            with torch.enable_grad():
                output.copy_(leaf[0])
            return whole
        followed = leaf[0].clone()
        return (followed, *whole[1:]) if isinstance(whole, tuple) else followed

    with evaluating(module, training=False), torch.no_grad(), Otherly({call.turn: (call, lead)}):
        answer = module(images_NCHW)  # no_grad puts the mode back when it ends
    if not leaf:
        raise ConvscopeError(
            "the network ended before the layer that was asked for", fix="keep forward free of branches"
        )
    return leaf[0], answer
