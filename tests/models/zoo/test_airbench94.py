"""The network of the fastest trainings: what is fixed in it, and that maps of any size go through."""

import torch

from convscope.models.zoo.airbench94 import AirBench94, Group
from convscope.network import trace


def test_parameters_by_hand() -> None:
    """A first layer of 24 outputs, six convolutions without biases, two numbers a map in each norm, a last layer."""
    widths = ((24, 64), (64, 256), (256, 256))
    groups = sum(before * after * 9 + after * after * 9 + 4 * after for before, after in widths)
    counted = 24 * (12 + 1) + groups + 2560
    assert sum(one.numel() for one in AirBench94().parameters()) == counted == 1_972_792


def test_norms_scales_stay_one() -> None:
    """They are not trained: a scale before a convolution that follows its own norm would say nothing."""
    module = AirBench94()
    fixed = {name for name, one in module.named_parameters() if not one.requires_grad}
    assert fixed == {f"group{group}.norm{norm}.weight" for group in (1, 2, 3) for norm in (1, 2)}


def test_a_group_begins_by_passing_its_maps_on() -> None:
    """The first kernels are the identity (Dirac): before the norm, pooled maps are the entering maps' own maxima."""
    torch.manual_seed(0)
    group, maps = Group(4, 6), torch.rand(2, 4, 8, 8)
    passed = group.pool(group.conv1(maps))[:, :4]
    torch.testing.assert_close(passed, torch.nn.functional.max_pool2d(maps, 2))


def test_scores_are_divided_by_their_inputs() -> None:
    """256 maps' maxima, weighted by numbers of variance 1, over 256."""
    torch.manual_seed(0)
    module = AirBench94().eval()
    kept: list[torch.Tensor] = []
    module.flatten.register_forward_hook(lambda _module, _inputs, maxima: kept.append(maxima))
    with torch.no_grad():
        scores = module(torch.rand(2, 3, 32, 32))
    torch.testing.assert_close(scores, kept[0] @ module.head.weight.T / 256)


def test_other_sizes_widths_channels_and_classes_will_do() -> None:
    """It ends in a global pool; 13 × 13 is the least that three pools leave something of."""
    with torch.no_grad():
        for side in (13, 24, 40):
            assert AirBench94(widths=(8, 8, 16)).eval()(torch.zeros(1, 3, side, side)).shape == (1, 10)
        assert AirBench94(channels=1, classes=7, widths=(8, 8, 8)).eval()(torch.zeros(2, 1, 32, 32)).shape == (2, 7)


def test_macs_by_hand() -> None:
    """Nearly all of it in the six convolutions, of maps of 31, 15, 7 and 3 a side."""
    convolved = 9 * (31**2 * 24 * 64 + 15**2 * 64 * (64 + 256) + 7**2 * 256 * (256 + 256) + 3**2 * 256 * 256)
    assert trace(AirBench94(), (3, 32, 32)).macs == 31**2 * 24 * 12 + convolved + 2560
