"""The 41 claims of the notes, each with its verdict and the numbers that it rests on.

``MEASURED`` has, for each claim, comparisons of calls of `numbers.py`, as in ``lost(224, kernel=11, stride=4) > 0``.
They are computed, never stored; where one is not so, the verdict is not supported, and a test fails.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from convscope.errors import ConvscopeError
from convscope.lab.lessons.lesson import heading, quoted, verdicts
from convscope.lab.lessons.numbers import computed

LESSONS = Path(__file__).parent
RELATIONS: dict[type[ast.cmpop], tuple[str, Callable[[Any, Any], bool]]] = {
    ast.Eq: ("=", operator.eq),
    ast.Lt: ("<", operator.lt),
    ast.Gt: (">", operator.gt),
    ast.LtE: ("≤", operator.le),
    ast.GtE: ("≥", operator.ge),
}
NUMBER = re.compile(r"(-?[\d,]+(?:\.\d+)?)(?: %)?")
MEASURED: dict[int, tuple[str, ...]] = {
    1: ("order('lenet5') == 'conv pool conv pool linear'", "order('allconv') == 'conv pool'"),
    2: ("pool_weights('lenet5') == 0", "pool_weights('lenet5-1998') == 44"),
    3: ("field('lenet5', 'conv1') < field('lenet5', 'pool1')", "field('lenet5', 'pool1') < field('lenet5', 'pool2')"),
    4: (
        "end_right('classify') > 90", "end_right('retrieve') > 90", "end_right('detect') > 60",
        "end_right('segment') > 80", "answer('fcn32s') == '21 × 128 × 128'",
    ),
    5: ("parts_differ(4) == 0", "parts_differ(10) == 0"),
    6: ("seam_labels(margin=0) > 0", "seam_labels(margin=7) == 0", "seam_margin() == 7"),
    7: ("style_left() < 50",),
    8: ("network_parameters('linear') == 30730", "shuffle_differs('linear') == 0", "shuffle_differs('conv') > 0"),
    9: ("order('zfnet') == 'conv pool conv pool conv pool linear'",),
    10: (
        "lecture_map() == '4 3 4 / 2 4 3 / 2 3 4'", "lecture_sum() == '308 − 498 + 164 + 1 = −25'",
        "flipped_differs() > 0",
    ),
    11: ("parameters(3, 1, 5, bias=False) == 75", "matrix_differs() == 0"),
    12: (
        "parameters(6, 10, 5) > parameters(3, 10, 5)", "output_size(32, kernel=5) == 28",
        "output_size(28, kernel=5) == 24",
    ),
    13: (
        "uses(0, 0, size=5, kernel=3) < uses(2, 2, size=5, kernel=3)", "uses(0, 0, size=5, kernel=3, padding=1) == 4",
        "uses(0, 0, size=5, kernel=3, padding=2) == uses(2, 2, size=5, kernel=3, padding=2)",
    ),
    14: ("output_size(12, kernel=3, stride=1) == 10", "output_size(12, kernel=3, stride=3) == 4"),
    15: ("parameters(3, 1, 5, bias=False) == 75", "parameters(1, 1, 5, bias=False) == 25"),
    16: ("patch_found('raw') < 5", "patch_found('meanFree') < 50", "patch_found('normalised') >= 95"),
    17: ("edge('mean', 'even') == 9", "edge('laplacian', 'even') == 0", "edge('laplacian', 'rising') == -1"),
    18: ("edge('sobelX', 'rising') == 4", "edge('sobelX', 'falling') == -4", "edge('minusSobelX', 'falling') == 4"),
    19: ("output_size(32, kernel=5, padding=2) == 32", "lost(32, kernel=3, stride=2) == 1"),
    20: ("transposed_size(4, kernel=2, stride=2) == 8", "transposed_differs() > 0"),
    21: (
        "extent(kernel=3, dilation=2) == 5",
        "stacked_read(kernel=3, dilation=2, layers=3) < stacked_extent(kernel=3, dilation=2, layers=3)",
    ),
    22: ("sum_differs('conv1') == 0",),
    23: ("shift_differs('conv') == 0", "shift_differs('mean') == 0", "shift_differs('strided') > 0"),
    24: (
        "few_macs('pooled') < few_macs('not pooled')", "few_parameters('pooled') < few_parameters('not pooled')",
        "few_parameters('pooled, mean') == few_parameters('not pooled, mean')", "few_gap_saved() < 5",
        "few_kept('pooled') < 60",
    ),
    25: ("moved_by_training() == 10",),
    26: (
        "locally_connected(1, 32, 6, 5) < fully_connected(1, 32, 6, 5)",
        "parameters(1, 6, 5) < locally_connected(1, 32, 6, 5)",
    ),
    27: ("digits_right() >= 9900", "digits_tested() == 10000"),
    28: ("projected_outside('conv2') == 0",),
    29: ("maps('lenet5', 'conv1') == 6", "maps('lenet5', 'conv2') == 16"),
    30: (
        "lost(224, kernel=11, stride=4) > 0", "lost(224, kernel=7, stride=2, padding=3) == 0",
        "lost(7, kernel=1, stride=2) > 0",
    ),
    31: ("padded_size(8, padding=2) == 12",),
    32: ("takes('lenet5', 40, 56) == 0", "takes('allconv', 40, 56) == 1"),
    33: ("output_size(32, kernel=5, padding=2) == 32", "units(36, kernel=5, kernels=10) == 10240"),
    34: ("parameters(3, 1, 5) == 76", "parameters(3, 10, 5) == 760"),
    35: ("timed('others') > 1.05", "timed('power') > 0.95", "timed('batch') < 1.05", "rounded_up(65, 8) == 72"),
    36: ("parameters(64, 32, 1, bias=False) == 2048", "output_size(56, kernel=1) == 56"),
    37: ("pointwise('nin') == 6", "pointwise('lenet5') == 0"),
    38: (
        "parameters(256, 32, 5, bias=False) == 204800", "macs(256, 32, 5, side=28) == 160563200",
        "bottleneck_macs(256, 32, 5, side=28, width=16) == 13246464",
    ),
    39: (
        "stacked_differs('nothing') == 0", "stacked_differs('relu') > 0",
        "parameters(192, 16, 1) < parameters(192, 32, 5)",
    ),
    40: ("sum_differs('conv2') == 0", "maps('lenet5', 'conv2') == 16"),
    41: ("pools('fcn32s') == 5", "pools('allconv') == 0", "position_left(32) < position_left(8)"),
}  # fmt: skip


@dataclass(frozen=True)
class Measured:
    """One comparison: how it is written, what its first call came to, its relation, and with what it was compared."""

    expression: str
    value: str
    relation: str
    bound: str
    holds: bool

    @property
    def told(self) -> str:
        """Write it with its numbers.

        >>> measured("lost(224, kernel=11, stride=4) > 0").told
        'lost(224, kernel=11, stride=4) = 1 > 0'
        """
        if self.relation == "=":
            return f"{self.expression} = {self.value}"
        return f"{self.expression} = {self.value} {self.relation} {self.bound}"


@dataclass(frozen=True)
class Claim:
    """A row of the notes: what they say, the verdict, a sentence or two on it, and the lesson that shows it."""

    number: int
    said: str
    verdict: str
    sentence: str
    lesson: str
    title: str

    def measured(self) -> tuple[Measured, ...]:
        """Compute what the verdict rests on, now."""
        return measured_of(self.number)

    @property
    def supported(self) -> bool:
        """Whether every number is as the verdict needs it."""
        return all(one.holds for one in self.measured())


def claims(language: str = "en") -> tuple[Claim, ...]:
    """Read all claims of our own lessons in their order, in a language, *en* or *zh*."""
    found: dict[int, Claim] = {}
    for path in sorted((LESSONS / language).glob("*.md")):
        head = heading(path)
        said, sentences = quoted(path), verdicts(path)
        for number, verdict in head.claims.items():
            found[number] = Claim(number, said[number], verdict, sentences[number], path.stem, head.title)
    return tuple(found[number] for number in sorted(found))


def measured_of(number: int) -> tuple[Measured, ...]:
    """Compute what the verdict on a row of the notes rests on, now; of a row that they do not have, nothing."""
    return tuple(measured(one) for one in MEASURED.get(number, ()))


def measured(comparison: str) -> Measured:
    """Compute a comparison of a call with a number, a text or another call.

    >>> measured("parameters(3, 10, 5) == 760").holds
    True

    Raises `ConvscopeError` for what is none.
    """
    try:
        found = ast.parse(comparison, mode="eval").body
    except SyntaxError as error:
        raise ConvscopeError(f"{comparison!r} is no comparison", fix="write parameters(3, 10, 5) == 760") from error
    if not isinstance(found, ast.Compare) or len(found.ops) != 1 or type(found.ops[0]) not in RELATIONS:
        raise ConvscopeError(f"{comparison!r} is no comparison", fix="write parameters(3, 10, 5) == 760")
    relation, holds = RELATIONS[type(found.ops[0])]
    left, right = found.left, found.comparators[0]
    value = computed(ast.unparse(left))
    if isinstance(right, ast.Call):
        bound = computed(ast.unparse(right))
        told = f"{ast.unparse(right)} = {bound}"
    else:
        other = ast.literal_eval(right)
        bound = told = f"{other:,}" if isinstance(other, int) else str(other)
    return Measured(ast.unparse(left), value, relation, told, holds(_plain(value), _plain(bound)))


def _plain(told: str) -> float | str:
    """Read a number, with its thin groups and its percent sign; a text stays one."""
    whole = NUMBER.fullmatch(told)
    return float(whole[1].replace(",", "")) if whole else told
