"""A program as C source: one file, its header, and the weights, inside or beside."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from convscope.model import Model
from convscope.ship.c99.calls import Calls
from convscope.ship.c99.held import Held
from convscope.ship.c99.memory import planned
from convscope.ship.c99.program import Program
from convscope.ship.c99.quantised.calls import call
from convscope.ship.c99.values import Array, Value

IN_THE_FILE = 1_000_000  # weights; more go into a file of their own
PACKED = 16  # bytes: what integers of 8 bits lie at multiples of


@dataclass(frozen=True)
class Source:
    """C and header, the weights, and what they take: bytes of the arena, inputs and answers in numbers.

    ``weights`` are floats; where there are integers, the bytes of all: floats, those of 32 bits, those of 8.
    """

    name: str
    c: str
    header: str
    weights: Array | npt.NDArray[np.uint8]
    blob: bool
    ram: int
    inputs: int
    answers: int

    @property
    def flash(self) -> int:
        """Bytes of the weights."""
        return self.weights.nbytes


def identifier(spelling: str) -> str:
    """Make a C name of a model's spelling.

    >>> identifier("lenet5:mnist"), identifier("net.py:Net"), identifier("3d")
    ('lenet5_mnist', 'net_py_net', 'net_3d')
    """
    name = re.sub(r"\W+", "_", spelling.lower(), flags=re.ASCII).strip("_") or "net"
    return name if name[0].isalpha() else f"net_{name}"


def source(program: Program, model: Model, name: str, *, blob: bool | None = None, watched: bool = False) -> Source:
    """Write a program. ``blob`` puts the weights beside the file or inside; by default beside above a million.

    If ``watched``, a function that whoever loads it may set is told each step's number, and where its storage lies.
    """
    arena = planned(program, aligned=PACKED) if program.quantised else planned(program)
    calls = Calls(arena)
    written = []
    for number, step in enumerate(program.steps):
        written.append(f"    /* {_comment(str(step.place))} */\n    {call(step, calls)}")
        if watched:
            whole = Value((step.output.storage.size,), (1,), step.output.storage)
            written.append(f"    if ({name}_step)\n        {name}_step({number}, {calls.pointer(whole)});")
    if program.answer.storage not in arena.answers:
        size = program.answer.size
        written.append(f"    memcpy(scores, {calls.pointer(program.answer)}, {size} * sizeof *scores);")
    held = Held.of(calls, name, quantised=program.quantised)
    beside = held.count > IN_THE_FILE if blob is None else blob
    contract = model.contract
    inputs = contract.height * contract.width * contract.channels
    signature = f"void {name}_run({held.parameter if beside else ''}const uint8_t *picture, float *scores)"
    numbers = Numbers(inputs, program.answer.size, arena.size)
    header = _header(name, signature, model, numbers, held.defined if beside else "")
    kernels = "\n".join(calls.sources())
    needs = ["#include <stddef.h>", "#include <stdint.h>", "#include <string.h>"]
    if "sqrtf(" in kernels:
        needs.append("#include <math.h>")
    body = "\n".join(written)
    kind = "Integers of 8 bits" if program.quantised else "Float"
    told = f"void (*{name}_step)(int number, const void *held);\n" if watched else ""
    places = f"    int8_t *q = (int8_t *){name}_arena;\n    (void)q;\n    (void)n;\n    (void)b;\n"
    c = f"""/* {_comment(model.spelling)}, written by convscope. {kind}, one picture a call. See {name}.h. */
{chr(10).join(needs)}
#include "{name}.h"

{kernels}
{"" if beside else held.arrays()}
static float {name}_arena[{max(-(-arena.size // 4), 1)}];
{told}
{signature}
{{
{held.pointers(beside=beside)}    float *a = {name}_arena;
{places if program.quantised else ""}    (void)w;
    (void)a;
{body}
}}
"""
    return Source(name, c, header, held.numbers, beside, arena.size, inputs, program.answer.size)


@dataclass(frozen=True)
class Numbers:
    """What the header says: bytes of a picture, how many scores, bytes of the arena."""

    inputs: int
    outputs: int
    arena: int


def _header(name: str, signature: str, model: Model, numbers: Numbers, also: str) -> str:
    contract, capital = model.contract, name.upper()
    return f"""/* {_comment(model.spelling)}, written by convscope.

   In: {contract.height} rows of {contract.width} pixels of {contract.channels} bytes each, 0 to 255, scaled inside.
   Out: {numbers.outputs} scores (logits), in PyTorch's order. Not for two threads at once: the arena is static. */
#ifndef {capital}_H
#define {capital}_H

#include <stdint.h>

#define {capital}_INPUTS {numbers.inputs} /* bytes of a picture */
#define {capital}_OUTPUTS {numbers.outputs}
#define {capital}_ARENA {numbers.arena} /* bytes of RAM beside picture and scores */{also}

#ifdef __cplusplus
extern "C" {{
#endif
{signature};
#ifdef __cplusplus
}}
#endif

#endif
"""


def _comment(text: str) -> str:
    return text.replace("*/", "* /")
