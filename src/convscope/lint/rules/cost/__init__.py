"""Offers of cost: the same or nearly the same layer for fewer multiply-adds or parameters, with both numbers."""

from convscope.lint.rule import Rule
from convscope.lint.rules.cost import (
    bottleneck_would_pay,
    huge_fully_connected,
    large_kernel,
    lopsided_pointwise,
    many_groups,
    pointwise_after_upsampling,
    pointwise_before_pooling,
    separable_would_pay,
    unaligned_channels,
)

RULES: tuple[Rule, ...] = (
    unaligned_channels.RULE,
    lopsided_pointwise.RULE,
    many_groups.RULE,
    huge_fully_connected.RULE,
    bottleneck_would_pay.RULE,
    separable_would_pay.RULE,
    large_kernel.RULE,
    pointwise_before_pooling.RULE,
    pointwise_after_upsampling.RULE,
)
