"""Faults of sizes: windows, strides and padding against the maps they slide over."""

from convscope.lint.rule import Rule
from convscope.lint.rules.geometry import (
    dead_taps,
    dilation_gridding,
    field_smaller_than_input,
    input_never_read,
    misaligned_merge,
    output_too_small,
    padding_alone,
    skips_do_not_fit,
    stem_too_eager,
    stride_skips_pixels,
    uneven_padding,
    uneven_visits,
    unproductive_layers,
)

RULES: tuple[Rule, ...] = (
    output_too_small.RULE,
    stride_skips_pixels.RULE,
    padding_alone.RULE,
    dead_taps.RULE,
    input_never_read.RULE,
    dilation_gridding.RULE,
    misaligned_merge.RULE,
    stem_too_eager.RULE,
    uneven_padding.RULE,
    uneven_visits.RULE,
    unproductive_layers.RULE,
    field_smaller_than_input.RULE,
    skips_do_not_fit.RULE,
)
