"""Faults of sampling: what making maps smaller or larger does to the picture in them."""

from convscope.lint.rule import Rule
from convscope.lint.rules.sampling import (
    aliased_downsampling,
    blind_outputs,
    resize_skips_pixels,
    transposed_checkerboard,
)

RULES: tuple[Rule, ...] = (
    transposed_checkerboard.RULE,
    blind_outputs.RULE,
    resize_skips_pixels.RULE,
    aliased_downsampling.RULE,
)
