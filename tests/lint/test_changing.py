"""What rules write down: changes by the layer's name, constructors as its description has them."""

import pytest
from torch import nn

from convscope.lint import changing
from convscope.network import trace
from convscope.network.changes import Added, Argument, Around, Dropped, InputSize

CONVOLUTIONS = [
    "nn.Conv2d(8, 16, 3)",
    "nn.Conv2d(8, 16, (3, 1), stride=(2, 1), padding=(1, 0), bias=False)",
    "nn.Conv2d(8, 8, 3, dilation=2, groups=8)",
    "nn.Conv1d(8, 16, 5, padding=2)",
]


@pytest.mark.parametrize("written", CONVOLUTIONS)
def test_a_convolution_is_written_as_its_constructor_is(written: str) -> None:
    """Without what is torch's default."""
    module = eval(written)
    layer = trace(module, (8, 9, 9) if "2d" in written else (8, 9)).layers[0]
    assert str(changing.convolution(layer)) == written


def test_each_change_bears_the_layers_name() -> None:
    """Set, put before, behind, in its place; dropped; another input."""
    layer = trace(nn.Sequential(nn.Conv2d(1, 2, 3, bias=False)), (1, 9, 9)).layers[0]
    relu = changing.made("ReLU", inplace=True)
    assert relu == Added("ReLU", (), (("inplace", True),))
    assert changing.set_on(layer, padding=1, stride=2) == (Argument("0", "padding", 1), Argument("0", "stride", 2))
    assert changing.put_before(layer, relu) == (Around("0", before=(relu,)),)
    assert changing.put_behind(layer, relu) == (Around("0", after=(relu,)),)
    assert changing.put_instead(layer) == (Around("0", kept=False),)
    assert changing.drop(layer) == (Dropped("0"),)
    assert changing.feed(3, 4) == (InputSize((3, 4)),)
    assert changing.norm_named("BatchNorm", layer) == "BatchNorm2d"
    assert str(changing.biased(layer, "Conv2d", 1, 2, 1)) == "nn.Conv2d(1, 2, 1, bias=False)"
