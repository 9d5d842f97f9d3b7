"""input-never-read: pixels that reach no output, where no stride is to blame."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torchvision import models

from convscope.lint import Finding
from convscope.network import record_sites

Wire = Callable[..., nn.Module]
Find = Callable[..., list[Finding]]
LineOf = Callable[[str], int]


def test_a_planted_fault_is_found_with_its_rows(find: Find, line_of: LineOf) -> None:
    """A crop of two pixels on each side of 16 × 16: four rows and four columns, 43.8 % of the picture."""
    with record_sites():
        module = nn.Sequential(
            nn.ZeroPad2d(-2),  # planted
            nn.Conv2d(3, 8, 3, padding=1),
        )
    (finding,) = find(module, (3, 16, 16))
    assert (finding.layer, finding.severity, finding.line) == ("0", "warning", line_of("# planted"))
    assert finding.message == (
        "rows 0, 1, 14, 15 and columns 0, 1, 14, 15 of the 16×16 picture reach no output, 43.8% of it"
    )
    assert finding.fix == "do not cut them away"  # a smaller picture would be cut as well


def test_a_planted_fault_is_found_in_functional_code(find: Find, line_of: LineOf, wired: Wire) -> None:
    """A slice that leaves out rows, at the line of the slice."""

    def wiring(net: Any, x: Tensor) -> Any:
        return net.conv(x[:, :, 3:])  # functional

    (finding,) = find(wired(wiring, conv=nn.Conv2d(1, 2, 3)), (1, 9, 9))
    assert finding.line == line_of("# functional")
    assert finding.message.startswith("rows 0, 1, 2 of the 9×9 picture")


def test_it_says_what_has_no_gradient(find: Find, wired: Wire) -> None:
    """The rows named are those without a gradient, behind convolutions and a reshape."""
    module = wired(
        lambda net, x: net.fc(net.conv(x)[:, :, 2:].flatten(1)), conv=nn.Conv2d(1, 2, 3), fc=nn.Linear(42, 3)
    )
    image = torch.rand(1, 1, 7, 9, requires_grad=True)
    (finding,) = find(module, (1, 7, 9))
    module(image).sum().backward()
    assert image.grad is not None
    rows = [row for row in range(7) if not image.grad[0, 0, row].any()]
    assert rows == [0, 1]
    assert finding.message.startswith("rows 0, 1 of the 7×9 picture")


def test_what_a_stride_skips_is_another_rules(find: Find) -> None:
    """3/3 on 7 × 7 loses a row, which stride-skips-pixels says: silent here."""
    assert find(nn.Conv2d(1, 1, 3, stride=3), (1, 7, 7)) == []


def test_networks_that_read_all_are_sound(find: Find) -> None:
    """A ResNet and a SqueezeNet whose size fits: silent."""
    assert find(models.resnet18(), (3, 224, 224)) == []
    assert find(models.squeezenet1_0(), (3, 225, 225)) == []
