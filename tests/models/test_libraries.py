"""Networks of torchvision and timm."""

from collections.abc import Callable

import pytest
import torch
from torch import nn
from torchvision.models.detection.transform import GeneralizedRCNNTransform

from convscope.errors import ConvscopeError, UnknownName
from convscope.models import Built, build
from convscope.models.libraries import _input_of_detector
from convscope.network import trace

Refusal = Callable[..., str]
Count = Callable[[Built], int]


def test_torchvision_by_name() -> None:
    """torchvision:resnet18 is ResNet-18 with its published input and the places of its constructors."""
    built = build("torchvision:resnet18")
    assert sum(parameter.numel() for parameter in built.module.parameters()) == 11_689_512
    assert built.input_shape == (3, 224, 224)
    assert str(trace(built.module, built.shape(None))["conv1"].file).endswith("torchvision/models/resnet.py")


@pytest.mark.parametrize(("name", "size"), [("inception_v3", 299), ("efficientnet_b1", 240), ("squeezenet1_0", 224)])
def test_torchvisions_published_sizes(name: str, size: int) -> None:
    """The input is the size of the published weights, which are not loaded: Inception's is 299."""
    assert build(f"torchvision:{name}").input_shape == (3, size, size)


def test_a_detector_is_built_without_downloading() -> None:
    """A network with a backbone is built without the backbone's weights; its input is what it resizes pictures to."""
    assert build("torchvision:ssdlite320_mobilenet_v3_large").input_shape == (3, 320, 320)


def test_a_detectors_size_is_read_off_its_transform() -> None:
    """A fixed one, whose width comes first there, or the shorter side; of a network without one it is not known."""
    wide = GeneralizedRCNNTransform(300, 640, [0.0], [1.0], fixed_size=(640, 300))
    net = nn.Module()
    assert _input_of_detector(net) is None
    net.transform = wide
    assert _input_of_detector(net) == (3, 300, 640)
    net.transform = GeneralizedRCNNTransform((480, 512), 1333, [0.0], [1.0])
    assert _input_of_detector(net) == (3, 512, 512)
    with pytest.raises(ConvscopeError, match="the input that wide is made for is not known; say it with"):
        Built("wide", net, None).shape(None)


def test_arguments_of_the_zoo_and_of_torchvision() -> None:
    """They are the constructors' own."""
    for spelling, shape in (
        ("lenet5(classes=3)", (1, 1, 32, 32)),
        ("torchvision:resnet18(num_classes=3)", (1, 3, 64, 64)),
    ):
        with torch.no_grad():
            assert build(spelling).module.eval()(torch.zeros(shape)).shape == (1, 3)


def test_timm_by_name(refusal: Refusal) -> None:
    """timm:NAME has random weights and timm's own input; tags, arguments and unknown names are taken as elsewhere."""
    pytest.importorskip("timm")
    built = build("timm:resnet10t.c3_in1k", classes=7)
    assert built.input_shape == (3, 176, 176)
    with torch.no_grad():
        assert built.module.eval()(torch.zeros(1, 3, 64, 64)).shape == (1, 7)
    assert build("timm:resnet10t(in_chans=6)").input_shape == (6, 176, 176)
    assert "did you mean 'resnet1" in refusal("timm:resnet10", UnknownName)
    assert "could not be constructed: TypeError" in refusal("timm:resnet10t(depth=3)")
