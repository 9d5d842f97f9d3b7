"""The numbers of a lesson: ``{{ parameters(3, 10, 5) }}`` calls one of these, and nothing else."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from pydantic import ValidationError, validate_call

from convscope.errors import ConvscopeError, UnknownName
from convscope.lab.lessons.connected import fully_connected, locally_connected, network_parameters, pool_weights
from convscope.lab.lessons.convolved import (
    edge,
    flipped_differs,
    matrix_differs,
    parts_differ,
    shift_differs,
    shuffle_differs,
    stacked_differs,
    transposed_differs,
)
from convscope.lab.lessons.counts import (
    bottleneck_macs,
    bottleneck_parameters,
    extent,
    formula,
    lost,
    macs,
    never_read,
    output_size,
    padded_size,
    parameters,
    rounded_up,
    stacked_extent,
    stacked_read,
    transposed_size,
    units,
    uses,
)
from convscope.lab.lessons.ends import end_chance, end_right
from convscope.lab.lessons.few import few_gap, few_gap_saved, few_kept, few_macs, few_parameters, few_pictures
from convscope.lab.lessons.handwriting import digits_learnt, digits_right, digits_tested, others_asked, others_right
from convscope.lab.lessons.layered import (
    answer,
    field,
    maps,
    moved_by_training,
    order,
    projected_outside,
    sum_differs,
    takes,
)
from convscope.lab.lessons.lecture import blind_kernels, lecture_map, lecture_sum
from convscope.lab.lessons.losing import losing_layers
from convscope.lab.lessons.painted import style_layers, style_left, style_side
from convscope.lab.lessons.patches import patch_found, patch_side, patch_trials
from convscope.lab.lessons.pooled import coarsest, pointwise, pools
from convscope.lab.lessons.positions import position_left, position_regions
from convscope.lab.lessons.seams import seam_labels, seam_margin, seam_tile
from convscope.lab.lessons.timings import timed, timed_on

FUNCTIONS: dict[str, Callable[..., int | str]] = {
    function.__name__: validate_call(function)
    for function in (
        parameters,
        macs,
        bottleneck_macs,
        bottleneck_parameters,
        output_size,
        transposed_size,
        formula,
        never_read,
        lost,
        losing_layers,
        padded_size,
        uses,
        extent,
        rounded_up,
        units,
        stacked_extent,
        stacked_read,
        patch_found,
        patch_side,
        patch_trials,
        lecture_map,
        lecture_sum,
        blind_kernels,
        pools,
        pointwise,
        coarsest,
        position_left,
        position_regions,
        seam_labels,
        seam_margin,
        seam_tile,
        style_layers,
        style_side,
        style_left,
        matrix_differs,
        flipped_differs,
        parts_differ,
        shift_differs,
        shuffle_differs,
        stacked_differs,
        transposed_differs,
        edge,
        order,
        answer,
        maps,
        field,
        takes,
        moved_by_training,
        sum_differs,
        projected_outside,
        fully_connected,
        locally_connected,
        network_parameters,
        pool_weights,
        digits_learnt,
        digits_tested,
        digits_right,
        others_asked,
        others_right,
        end_right,
        end_chance,
        few_pictures,
        few_parameters,
        few_macs,
        few_gap,
        few_gap_saved,
        few_kept,
        timed,
        timed_on,
    )
}


def computed(expression: str) -> str:
    """Compute one call, its number with thin groups of three.

    >>> computed("parameters(in_channels=3, out_channels=10, kernel_size=5)")
    '760'
    >>> computed("open('x')")
    Traceback (most recent call last):
        ...
    convscope.errors.UnknownName: function 'open' is not known; known: parameters, macs, bottleneck_macs, \
bottleneck_parameters, output_size, transposed_size, formula, never_read, lost, losing_layers, padded_size, uses, …

    Raises `ConvscopeError` for what is no call of a known function with literals that it takes.
    """
    name, positional, named = _call(expression)
    if name not in FUNCTIONS:
        raise UnknownName("function", name, list(FUNCTIONS))
    try:
        found = FUNCTIONS[name](*positional, **named)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise ConvscopeError(f"{name}: {where}: {first['msg']}", fix=f"as in {name}(…)") from error
    return f"{found:,}" if isinstance(found, int) else found


def _call(expression: str) -> tuple[str, list[Any], dict[str, Any]]:
    wrong = ConvscopeError(
        f"{{{{ {expression[:80]} }}}} is no call of a function with numbers", fix="write {{ parameters(3, 10, 5) }}"
    )
    try:
        call = ast.parse(expression.strip(), mode="eval").body
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
            raise wrong
        positional = [ast.literal_eval(one) for one in call.args]
        named = {str(one.arg): ast.literal_eval(one.value) for one in call.keywords if one.arg}
    except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError) as error:
        raise wrong from error
    if len(named) != len(call.keywords):
        raise wrong
    return call.func.id, positional, named
