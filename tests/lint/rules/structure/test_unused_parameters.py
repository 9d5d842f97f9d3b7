"""unused-parameters: modules that forward forgets."""

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import nn
from torchvision import models

from convscope.lint import Finding
from convscope.network import record_sites

Wire = Callable[..., nn.Module]
Find = Callable[..., list[Finding]]
LineOf = Callable[[str], int]


def test_a_planted_fault_is_found_at_its_line(find: Find, line_of: LineOf, wired: Wire) -> None:
    """A layer that is made and never called, with its parameters; the line is its constructor's."""
    with record_sites():
        used = nn.Conv2d(3, 8, 3)
        forgotten = nn.Conv2d(8, 8, 3)  # planted
    (finding,) = find(wired(lambda net, x: net.used(x), used=used, forgotten=forgotten), (3, 8, 8))
    assert (finding.layer, finding.severity, finding.line) == ("forgotten", "hint", line_of("# planted"))
    assert finding.message == "no layer used its 584 parameters, 72% of the network's"


def test_the_topmost_module_is_named(find: Find, wired: Wire) -> None:
    """Of a whole branch that is never called, the branch; of a block that is used in part, the part."""
    branch = nn.Sequential(nn.Conv2d(1, 1, 1), nn.Sequential(nn.Conv2d(1, 1, 1), nn.BatchNorm2d(1)))
    block = nn.Sequential(nn.Conv2d(1, 1, 1), nn.Conv2d(1, 1, 1))
    findings = find(wired(lambda net, x: net.block[0](x), branch=branch, block=block), (1, 4, 4))
    assert {finding.layer: finding.message.split()[4] for finding in findings} == {"branch": "6", "block.1": "2"}


def test_a_parameter_of_the_networks_own_bears_its_name(find: Find, wired: Wire) -> None:
    """One that the network itself holds is told under the network's name."""
    module = wired(lambda net, x: net.conv(x), conv=nn.Conv2d(1, 1, 1))
    module.register_parameter("scale", nn.Parameter(torch.ones(3)))
    assert [finding.layer for finding in find(module, (1, 4, 4))] == ["Wired"]


def test_weights_used_by_functions_or_tied_are_sound(find: Find, wired: Wire) -> None:
    """Functional use counts, as does a layer used twice: silent."""
    parts = {"one": nn.Conv2d(1, 1, 1), "two": nn.Conv2d(1, 1, 1)}
    module = wired(lambda net, x: net.two(net.two(F.conv2d(x, net.one.weight, net.one.bias))), **parts)
    assert find(module, (1, 4, 4)) == []


def test_inceptions_auxiliary_head_is_told(find: Find) -> None:
    """In evaluation Inception v3 leaves out its auxiliary head, 3,326,696 parameters."""
    (finding,) = find(models.inception_v3(init_weights=False), (3, 299, 299))
    assert finding.layer == "AuxLogits"
    assert "3,326,696 parameters" in finding.message
