"""The program that goes along: real pictures, the answers they had, and a comparison that any target can run."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from convscope.ship.c99.calls import number
from convscope.ship.c99.source import Source

MOST_BYTES = 320_000  # of pictures in the file
MOST_PICTURES = 16


def chosen(pictures_NHWC: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Take as many of the pictures as fit, at least one."""
    return pictures_NHWC[: max(1, min(MOST_PICTURES, MOST_BYTES // pictures_NHWC[0].size))]


def data_header(
    made: Source, pictures_NHWC: npt.NDArray[np.uint8], scores: npt.NDArray[np.float32], tolerance: float, *,
    float_scores: npt.NDArray[np.float32] | None = None,
) -> str:  # fmt: skip
    """Write pictures and answers as arrays; beside answers in integers what PyTorch's are in float."""
    pictures = "\n".join(_lines([str(value) for value in pictures_NHWC.ravel().tolist()], 24))
    whose = "PyTorch answers" if float_scores is None else "this C answered when it was written, and PyTorch in float"
    also = "" if float_scores is None else "\n" + _floats(f"{made.name}_in_float", float_scores)
    return f"""/* Pictures, and what {whose}. */
#define PICTURES {len(pictures_NHWC)}
#define TOLERANCE {number(tolerance)}

static const uint8_t {made.name}_pictures[{pictures_NHWC.size}] = {{
{pictures}
}};

{_floats(f"{made.name}_expected", scores)}{also}"""


def _floats(name: str, numbers: npt.NDArray[np.float32]) -> str:
    lines = "\n".join(_lines([number(value) for value in numbers.ravel().tolist()], 8))
    return f"static const float {name}[{numbers.size}] = {{\n{lines}\n}};\n"


def _lines(items: list[str], count: int) -> list[str]:
    return ["    " + ", ".join(items[at : at + count]) + "," for at in range(0, len(items), count)]


def test_program(made: Source, *, beside_float: bool = False) -> str:
    """Write the program: it prints the largest difference, and answers 0 if that is small enough.

    ``beside_float`` tells, of C in integers, how far its answers are from those in float as well.
    """
    name, capital = made.name, made.name.upper()
    reading = ""
    room, size = (f"{capital}_WEIGHTS", "sizeof *weights")
    if made.weights.dtype == np.uint8:
        room, size = f"({capital}_WEIGHTS + 3) / 4", "1"
    if made.blob:
        reading = f"""
static float weights[{room}];

static int weights_read(const char *path)
{{
    FILE *file = fopen(path, "rb");
    size_t count = file ? fread(weights, {size}, {capital}_WEIGHTS, file) : 0;
    if (file)
        fclose(file);
    return count == {capital}_WEIGHTS;
}}
"""
    parameters = "int argc, char **argv" if made.blob else "void"
    load = f"""    if (!weights_read(argc > 1 ? argv[1] : "{name}.bin")) {{
        printf("{name}.bin cannot be read\\n");
        return 2;
    }}
""" if made.blob else ""  # fmt: skip
    given = "weights, " if made.blob else ""
    also, lost, told = "", "", ""
    if beside_float:
        also = ", farthest = 0"
        lost = f"""            off = scores[at] - {name}_in_float[picture * {capital}_OUTPUTS + at];
            off = off < 0 ? -off : off;
            farthest = off > farthest ? off : farthest;
"""
        told = """    printf("from PyTorch's answers in float at most %g\\n", (double)farthest);
"""
    return f"""/* Does {name}.c answer as PyTorch did? Compile with {name}.c; see the Makefile. */
#include <stdint.h>
#include <stdio.h>

#include "{name}.h"
#include "test_data.h"
{reading}
int main({parameters})
{{
    static float scores[{capital}_OUTPUTS];
    float largest = 0{also};
{load}    for (int picture = 0; picture < PICTURES; ++picture) {{
        {name}_run({given}{name}_pictures + picture * {capital}_INPUTS, scores);
        for (int at = 0; at < {capital}_OUTPUTS; ++at) {{
            float off = scores[at] - {name}_expected[picture * {capital}_OUTPUTS + at];
            off = off < 0 ? -off : off;
            if (!(off <= largest))
                largest = off;
{lost}        }}
    }}
{told}    printf("%d pictures, largest difference %g (allowed %g): %s\\n", PICTURES, (double)largest, (double)TOLERANCE,
           largest <= TOLERANCE ? "the same" : "NOT the same");
    return !(largest <= TOLERANCE);
}}
"""


def makefile(made: Source) -> str:
    """Write the Makefile: make test."""
    name = made.name
    return f"""CFLAGS ?= -std=c99 -O3 -march=native -ffp-contract=fast -Wall -Wextra

test: {name}_test
\t./{name}_test

{name}_test: {name}.c test.c {name}.h test_data.h
\t$(CC) $(CFLAGS) {name}.c test.c -lm -o $@

clean:
\trm -f {name}_test

.PHONY: test clean
"""
