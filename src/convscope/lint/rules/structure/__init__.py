"""Faults of order: what stands before or behind what."""

from convscope.lint.rule import Rule
from convscope.lint.rules.structure import wasted_bias

RULES: tuple[Rule, ...] = (wasted_bias.RULE,)
