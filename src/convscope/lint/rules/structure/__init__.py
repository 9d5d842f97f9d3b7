"""Faults of order: what stands before or behind what."""

from convscope.lint.rule import Rule
from convscope.lint.rules.structure import (
    clipped_logits,
    dropout_before_norm,
    linear_stack,
    norm_of_too_few,
    shared_batch_norm,
    single_value_batch_norm,
    softmax_inside,
    stacked_activations,
    stacked_norms,
    unread_output,
    unused_parameters,
    wasted_bias,
)

RULES: tuple[Rule, ...] = (
    wasted_bias.RULE,
    linear_stack.RULE,
    stacked_activations.RULE,
    softmax_inside.RULE,
    clipped_logits.RULE,
    dropout_before_norm.RULE,
    single_value_batch_norm.RULE,
    norm_of_too_few.RULE,
    unused_parameters.RULE,
    unread_output.RULE,
    shared_batch_norm.RULE,
    stacked_norms.RULE,
)
