"""The kernels, in C: a file a function, put together as far as a network needs them.

In: names of kernels and what fills their templates. Out: C source (`sources`).
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

FUNCTIONS = {
    "clamp": "v > a ? (v < b ? v : b) : (a < b ? a : b)",
    "sigmoid": "1 / (1 + exp_of(-v))",
    "tanh": "tanh_of(v)",
    "silu": "v / (1 + exp_of(-v))",
    "hardsigmoid": "v > 3 ? 1 : v < -3 ? 0 : v / 6 + 0.5f",
    "hardswish": "v * (v > 3 ? 6 : v < -3 ? 0 : v + 3) / 6",
    "mish": "mish_of(v)",
    "exp": "exp_of(v)",
    "log": "log_of(v)",
    "sqrt": "sqrtf(v)",
    "rsqrt": "1 / sqrtf(v)",
    "abs": "v < 0 ? -v : v",
    "neg": "-v",
    "square": "v * v",
    "reciprocal": "1 / v",
    "softsign": "v / (1 + (v < 0 ? -v : v))",
    "erf": "erf_of(v)",
    "floor": "(float)(int32_t)v - (v < (float)(int32_t)v ? 1 : 0)",
    "leaky_relu": "v > 0 ? v : v * a",
    "elu": "b * (v > 0 ? v : a * (exp_of(v) - 1))",
    "gelu": "0.5f * v * (1 + erf_of(v * 0.70710678f))",
    "gelu_tanh": "0.5f * v * (1 + tanh_of(0.79788456f * (v + 0.044715f * v * v * v)))",
    "power": "exp_of(a * log_of(v))",
    "log_sigmoid": "-log_of(1 + exp_of(-v))",
    "celu": "v > 0 ? v : a * (exp_of(v / a) - 1)",
    "threshold": "v > a ? v : b",
    "softplus": "v * a > b ? v : log_of(1 + exp_of(v * a)) / a",
}
PAIRS = {
    "add": "a + b",
    "sub": "a - b",
    "mul": "a * b",
    "div": "a / b",
    "max": "a > b ? a : b",
    "min": "a < b ? a : b",
}
REDUCTIONS = {
    "sum": ("0", "a + b", "a"),
    "mean": ("0", "a + b", "a / count"),
    "amax": ("*in", "a > b ? a : b", "a"),
    "amin": ("*in", "a < b ? a : b", "a"),
}
BLOCK = "                block{}(in, weight, to, channels, c);"
HELPERS = ("exp", "tanh", "log", "erf", "mish")  # each may call those before it


@cache
def text(name: str) -> str:
    """Read a kernel's file."""
    return (files("convscope.ship.c99.kernels") / f"{name}.c").read_text("utf-8")


def filled(name: str, **holes: object) -> str:
    """Fill a template's holes, which stand between at signs."""
    made = text(name)
    for hole, value in holes.items():
        made = made.replace(f"@{hole}@", str(value))
    return made


def convolutions(widths: set[int], *, depthwise: bool, transposed: bool) -> list[str]:
    """Put together what convolves: blocks of the widths that occur, and depthwise and transposed ones."""
    parts = [text("conv")] if widths or depthwise else [_struct(text("conv"))] if transposed else []
    if widths or depthwise:
        parts.insert(0, text("lanes"))
    for width in sorted(widths | ({16} if depthwise else set()), reverse=True):
        parts.append(filled("lanes_of", N=width))
    for width in sorted(widths, reverse=True):
        tile = filled("conv_tile", N=width, M="TILE")
        parts += [
            "#if TILE > 1\n" + tile + "#endif\n",
            filled("conv_tile", N=width, M=1),
            filled("conv_block", N=width),
        ]
    if widths:
        cases = [f"if (wide == {width})\n{BLOCK.format(width)}" for width in sorted(widths, reverse=True)]
        chain = "            " + "\n            else ".join(cases)
        parts.append(filled("conv_of", CASES=chain))
    if depthwise:
        parts += [filled("depthwise", M=4), filled("depthwise", M=1), text("depthwise_of")]
    if transposed:
        parts.append(text("transposed"))
    return parts


def _struct(source: str) -> str:
    start = source.index("struct conv {")
    return source[start : source.index("};", start) + 3]


def helpers(expressions: list[str]) -> list[str]:
    """List the functions that expressions call, and those that these call, in order."""
    needed: set[str] = set()
    sources = {name: text(name) for name in HELPERS}
    waiting = list(expressions)
    while waiting:
        expression = waiting.pop()
        for name in HELPERS:
            if f"{name}_of(" in expression and name not in needed:
                needed.add(name)
                waiting.append(sources[name].partition("{")[2])
    return [sources[name] for name in HELPERS if name in needed]
