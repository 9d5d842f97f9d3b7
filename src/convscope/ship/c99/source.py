"""A program as C source: one file, its header, and the weights, inside or beside."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from convscope.model import Model
from convscope.ship.c99.calls import Calls, number
from convscope.ship.c99.memory import planned
from convscope.ship.c99.program import Program
from convscope.ship.c99.values import Array

IN_THE_FILE = 1_000_000  # weights; more go into a file of their own
A_LINE = 10


@dataclass(frozen=True)
class Source:
    """C and header, the weights, and what they take: numbers in the arena, inputs and answers in numbers."""

    name: str
    c: str
    header: str
    weights: Array
    blob: bool
    arena: int
    inputs: int
    answers: int

    @property
    def ram(self) -> int:
        """Bytes of the arena."""
        return self.arena * 4


def identifier(spelling: str) -> str:
    """Make a C name of a model's spelling.

    >>> identifier("lenet5:mnist"), identifier("net.py:Net"), identifier("3d")
    ('lenet5_mnist', 'net_py_net', 'net_3d')
    """
    name = re.sub(r"\W+", "_", spelling.lower(), flags=re.ASCII).strip("_") or "net"
    return name if name[0].isalpha() else f"net_{name}"


def source(program: Program, model: Model, name: str, *, blob: bool | None = None) -> Source:
    """Write a program. ``blob`` puts the weights beside the file or inside; by default beside above a million."""
    arena = planned(program)
    calls = Calls(arena)
    written = []
    for step in program.steps:
        call = calls.call(step)
        written.append(f"    /* {_comment(str(step.place))} */\n    {call}")
    if program.answer.storage not in arena.answers:
        size = program.answer.size
        written.append(f"    memcpy(scores, {calls.pointer(program.answer)}, {size} * sizeof *scores);")
    weights = np.concatenate(calls.weights) if calls.weights else np.zeros(1, np.float32)
    beside = weights.size > IN_THE_FILE if blob is None else blob
    contract = model.contract
    inputs = contract.height * contract.width * contract.channels
    capital = name.upper()
    given = f"const float *{name}_weights, " if beside else ""
    signature = f"void {name}_run({given}const uint8_t *picture, float *scores)"
    header = _header(name, signature, model, inputs, program.answer.size, arena.size, weights.size if beside else 0)
    kernels = "\n".join(calls.sources())
    needs = ["#include <stddef.h>", "#include <stdint.h>", "#include <string.h>"]
    if "sqrtf(" in kernels:
        needs.append("#include <math.h>")
    held = "" if beside else _array(f"{name}_weights", weights)
    body = "\n".join(written)
    c = f"""/* {_comment(model.spelling)}, written by convscope. Float, one picture a call. See {name}.h. */
{chr(10).join(needs)}
#include "{name}.h"

{kernels}
{held}
static float {name}_arena[{max(arena.size, 1)}];

{signature}
{{
    const float *w = {name}_weights;
    float *a = {name}_arena;
    (void)w;
    (void)a;
{body}
}}
"""
    assert capital
    return Source(name, c, header, weights, beside, arena.size, inputs, program.answer.size)


def _header(name: str, signature: str, model: Model, inputs: int, answers: int, arena: int, blob: int) -> str:
    contract, capital = model.contract, name.upper()
    also = f"\n#define {capital}_WEIGHTS {blob} /* floats in {name}.bin, at a multiple of 4 */" if blob else ""
    return f"""/* {_comment(model.spelling)}, written by convscope.

   In: {contract.height} rows of {contract.width} pixels of {contract.channels} bytes each, 0 to 255, scaled inside.
   Out: {answers} scores (logits), in PyTorch's order. Not for two threads at once: the arena is static. */
#ifndef {capital}_H
#define {capital}_H

#include <stdint.h>

#define {capital}_INPUTS {inputs} /* bytes of a picture */
#define {capital}_OUTPUTS {answers}
#define {capital}_ARENA {arena * 4} /* bytes of RAM beside picture and scores */{also}

#ifdef __cplusplus
extern "C" {{
#endif
{signature};
#ifdef __cplusplus
}}
#endif

#endif
"""


def _array(name: str, numbers: Array) -> str:
    lines = []
    for start in range(0, numbers.size, A_LINE):
        lines.append("    " + ", ".join(number(float(one)) for one in numbers[start : start + A_LINE]))
    return f"static const float {name}[{numbers.size}] = {{\n" + ",\n".join(lines) + "\n};\n"


def _comment(text: str) -> str:
    return text.replace("*/", "* /")
