"""tile-dependent-attention: attention over the places of a map."""

from collections.abc import Callable
from typing import Any

import torch.nn.functional as F
from torch import Tensor, nn

from convscope.lint import Finding

Wire = Callable[..., nn.Module]
Find = Callable[..., list[Finding]]
LineOf = Callable[[str], int]


def tokens(net: Any, x: Tensor) -> Any:
    places = x.flatten(2).transpose(1, 2)
    return F.scaled_dot_product_attention(places, places, places)  # functional


def test_a_planted_fault_is_found_in_functional_code(find: Find, line_of: LineOf, wired: Wire) -> None:
    """At the line of the call, with the tokens' shape."""
    (finding,) = find(wired(tokens), (3, 8, 8))
    assert (finding.layer, finding.severity) == ("scaled_dot_product_attention", "warning")
    assert finding.line == line_of("# functional")
    assert finding.message.startswith("each of its tokens (1×64×3) depends on all others")


def test_a_planted_fault_is_found_in_a_module(find: Find, line_of: LineOf, wired: Wire) -> None:
    """`nn.MultiheadAttention`."""
    module = wired(lambda net, x: net.attend(*[x.flatten(2).transpose(1, 2)] * 3), attend=nn.MultiheadAttention(4, 2))
    assert [finding.severity for finding in find(module, (4, 4, 4))] == ["warning"]


def test_convolutions_are_sound(find: Find) -> None:
    """Silent without attention."""
    assert find(nn.Conv2d(3, 8, 7, padding=3), (3, 16, 16)) == []
