"""Faults of sizes: windows, strides and padding against the maps they slide over."""

from convscope.lint.rule import Rule
from convscope.lint.rules.geometry import output_too_small, stride_skips_pixels

RULES: tuple[Rule, ...] = (output_too_small.RULE, stride_skips_pixels.RULE)
