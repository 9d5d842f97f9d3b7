"""What tiles and targets need: faults only of a network that is meant for them."""

from convscope.lint.rule import Rule
from convscope.lint.rules.deployment import (
    activation_without_int8,
    activations_over_sram,
    corners_aligned,
    int8_unlikely_to_pay,
    norm_that_does_not_fold,
    resize_to_a_size,
    tile_dependent_attention,
    tile_dependent_norm,
    tile_dependent_pooling,
    uneven_adaptive_max_pool,
    weights_over_flash,
)

RULES: tuple[Rule, ...] = (
    tile_dependent_norm.RULE,
    tile_dependent_pooling.RULE,
    tile_dependent_attention.RULE,
    corners_aligned.RULE,
    resize_to_a_size.RULE,
    int8_unlikely_to_pay.RULE,
    activation_without_int8.RULE,
    norm_that_does_not_fold.RULE,
    activations_over_sram.RULE,
    weights_over_flash.RULE,
    uneven_adaptive_max_pool.RULE,
)
