"""Which torch function is which operator. A name nobody registered is an unknown operator, and said to be one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import torch.nn.functional as F

from convscope.network.operators import arranging, attention, gathering, indexing, joining, matrix, normalization
from convscope.network.operators.convolution import convolution, deformable_convolution, transposed_convolution
from convscope.network.operators.operation import Operation, dropout, pointwise, prelu
from convscope.network.operators.pooling import adaptive_pooling, max_pooling, mean_pooling
from convscope.network.operators.resampling import interpolate, padding

Describer = Callable[[Sequence[Any], Mapping[str, Any]], Operation]

# torch builds these from a helper and leaves them the helper's name
HELPER_NAMES: dict[object, str] = {
    getattr(F, name): name
    for name in (
        "threshold",
        *(f"max_pool{axes}d" for axes in (1, 2, 3)),
        *(f"adaptive_max_pool{axes}d" for axes in (1, 2, 3)),
    )
}

# One number in, one number out, at its own place; several inputs are added, multiplied and so on place by place.
POINTWISE = frozenset(
    """
    abs add addcmul bernoulli bfloat16 ceil celu clamp clamp_max clamp_min clip clone contiguous cos
    cpu cuda data detach div divide double elu erf exp expm1
    fill_diagonal float floor floor_divide gelu half hardshrink hardsigmoid hardswish hardtanh identity leaky_relu
    lerp log log1p logsigmoid masked_fill maximum minimum mish mul multiply neg negative pow
    reciprocal relu relu6 requires_grad_ round rrelu rsqrt rsub selu sigmoid sign silu sin softplus softshrink
    softsign sqrt square sub subtract tanh tanhshrink threshold true_divide truediv type where
    """.split()  # noqa: SIM905
)

DROPOUTS = ("dropout", "dropout1d", "dropout2d", "dropout3d", "alpha_dropout", "feature_alpha_dropout")
RESHAPING = ("flatten", "view", "reshape", "squeeze", "unsqueeze", "unflatten", "ravel")
REDUCTIONS = (
    "mean",
    "sum",
    "amax",
    "amin",
    "prod",
    "std",
    "var",
    "logsumexp",
    "nanmean",
    "median",
    "argmax",
    "max",
    "min",
)


def _table() -> dict[str, Describer]:
    table: dict[str, Describer] = {}
    for axes in (1, 2, 3):
        table[f"conv{axes}d"] = convolution
        table[f"conv_transpose{axes}d"] = transposed_convolution
        table[f"max_pool{axes}d"] = table[f"max_pool{axes}d_with_indices"] = partial(max_pooling, axes)
        table[f"avg_pool{axes}d"] = partial(mean_pooling, axes)
        for kind in ("avg", "max"):
            table[f"adaptive_{kind}_pool{axes}d"] = partial(adaptive_pooling, axes)
    table["deform_conv2d"] = deformable_convolution
    table.update(dict.fromkeys(POINTWISE, pointwise))
    table.update(dict.fromkeys(DROPOUTS, dropout), prelu=prelu)
    table.update(linear=matrix.linear, bilinear=matrix.bilinear, einsum=matrix.einsum)
    table.update(dict.fromkeys(("matmul", "mm", "bmm", "mv"), matrix.matrix_product))
    table.update(dict.fromkeys(("addmm", "addmv", "baddbmm"), matrix.added_product), addbmm=matrix.added_batch_product)
    table.update(dict.fromkeys(("dot", "vdot", "vecdot", "linalg_vecdot"), matrix.dot))
    table.update(dict.fromkeys(("lstm", "gru", "rnn_tanh", "rnn_relu"), matrix.recurrent))
    table.update(
        batch_norm=normalization.batch_norm,
        instance_norm=normalization.instance_norm,
        group_norm=normalization.group_norm,
        layer_norm=normalization.layer_norm,
        rms_norm=normalization.layer_norm,
        local_response_norm=normalization.local_response_norm,
    )
    table.update(pad=padding, interpolate=interpolate)
    table.update(dict.fromkeys(RESHAPING, arranging.reshape))
    table.update(dict.fromkeys(("transpose", "swapaxes", "swapdims", "t", "mT", "adjoint"), arranging.transpose))
    table.update(permute=arranging.permute, T=arranging.reversed_axes, expand=arranging.expand, repeat=arranging.repeat)
    table.update(dict.fromkeys(("view_as", "reshape_as"), arranging.reshape_as), expand_as=arranging.expand_as)
    table.update(dict.fromkeys(("to", "type_as"), arranging.typed), copy=arranging.copied)
    table.update(dict.fromkeys(("movedim", "moveaxis"), arranging.movedim))
    table.update(flip=arranging.flip, roll=arranging.roll)
    for arranged in (arranging.pixel_shuffle, arranging.pixel_unshuffle, arranging.channel_shuffle):
        table[arranged.__name__] = arranged
    table.update(dict.fromkeys(("cat", "concat", "concatenate"), joining.concatenation), stack=joining.stack)
    for name in ("chunk", "split", "tensor_split", "unbind"):
        table[name] = partial(joining.parts, name=name)
    table.update(getitem=indexing.getitem, setitem=indexing.setitem, select=indexing.select, narrow=indexing.narrow)
    table.update(dict.fromkeys(("softmax", "log_softmax", "softmin"), gathering.softmax), normalize=gathering.normalize)
    table.update(dict.fromkeys(REDUCTIONS, gathering.reduction), norm=gathering.norm)
    table["scaled_dot_product_attention"] = attention.scaled_dot_product_attention
    table["multi_head_attention_forward"] = attention.multi_head_attention
    return table


DESCRIBERS = _table()


def operator_name(function: Any) -> str:
    """Return torch's own name for a function, method or operator, in-place or not.

    >>> import torch
    >>> operator_name(torch.Tensor.add_), operator_name(torch.Tensor.__radd__), operator_name(torch.conv2d)
    ('add', 'add', 'conv2d')
    """
    name = HELPER_NAMES.get(function) or getattr(function, "__name__", None) or type(function).__name__
    if name == "__get__":  # a property, such as mT
        name = getattr(function.__self__, "__name__", name)
    if name.startswith("__") and name.endswith("__"):
        bare = name.strip("_")
        for prefix in ("r", "i"):  # __radd__ and __iadd__ are add
            if bare.startswith(prefix) and bare[1:] in DESCRIBERS:
                return str(bare[1:])
        return str(bare)
    return str(name).rstrip("_") or str(name)


def describe(name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe a call of operator ``name``; an unregistered one reads nobody knows what and its MACs are counted."""
    describer = DESCRIBERS.get(name)
    if describer is None:
        return Operation()
    try:
        return describer(args, kwargs)
    except (AttributeError, KeyError, TypeError, ValueError, IndexError, RuntimeError):
        return Operation()  # a calling form the describer does not know: no guess
