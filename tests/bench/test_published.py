"""What torchvision and Distill publish of networks, one network a family; bench/published.py holds all of them."""

from dataclasses import replace

import pytest
from published import FIELDS, Counts, Field, compare, look, names_published

FAMILIES = (  # noqa: SIM905
    "alexnet convnext_tiny densenet121 efficientnet_b0 efficientnet_v2_s googlenet inception_v3 maxvit_t mnasnet0_5 "
    "mobilenet_v2 mobilenet_v3_small regnet_x_400mf regnet_y_400mf resnet18 resnext50_32x4d shufflenet_v2_x0_5 "
    "squeezenet1_0 swin_t swin_v2_t vgg11_bn vit_b_16 wide_resnet50_2"
).split()


@pytest.mark.parametrize("name", FAMILIES)
def test_parameters_and_macs_are_torchvisions(name: str) -> None:
    """At the size of every weight set: parameters equal, each used by a layer, and MACs within 1 %."""
    rows = list(compare(name))
    assert rows
    assert not [str(row) for row in rows if not row.agrees]


def test_every_family_is_there() -> None:
    """Each of torchvision's networks begins as one of those tried does."""
    begins = {name.split("_")[0].rstrip("0123456789") for name in FAMILIES}
    assert not [name for name in names_published() if not name.startswith(tuple(begins))]


@pytest.mark.parametrize("target", FIELDS)
def test_receptive_fields_are_the_published_ones(target: str) -> None:
    """Sizes, strides and paddings of the blocks of AlexNet, VGG, Inception, MobileNet as in Distill 2019's table."""
    rows = list(look(target))
    assert rows
    assert not [str(row) for row in rows if not row.agrees]


@pytest.mark.parametrize(
    ("network", "block", "size"),
    [
        ("torchvision:vgg16", "features.30", 212),  # the last pool
        ("torchvision:alexnet", "features.12", 195),  # the last pool
        ("timm:inception_v4", "features.21", 2071),  # the last Inception-C
        ("timm:mobilenetv1_100", "blocks.4.1", 315),  # the thirteenth pointwise convolution
        ("torchvision:resnet50", "layer4", 427),
    ],
)
def test_the_last_blocks_are_held_to_it(network: str, block: str, size: int) -> None:
    """The table has the numbers that everybody quotes, at the last block before the head."""
    assert FIELDS[network][block][0] == size
    assert list(FIELDS[network])[-1] == block


def test_what_is_wrong_does_not_agree() -> None:
    """A parameter too many or unused, MACs 1.1 % off, a field one pixel off: none of them passes."""
    right = Counts("resnet18", "IMAGENET1K_V1", 224, (11_689_512, 11_689_512), (1.814, 1.814), 0)
    assert right.agrees
    assert not replace(right, parameters=(11_689_513, 11_689_512)).agrees
    assert not replace(right, unused=1).agrees
    assert not replace(right, gigamacs=(1.834, 1.814)).agrees
    rounded = replace(right, name="shufflenet_v2_x0_5", gigamacs=(0.0405, 0.04))
    assert rounded.agrees
    assert not replace(rounded, gigamacs=(0.0451, 0.04)).agrees
    assert Field("net", "block", (212, 32, 90), (212, 32, None)).agrees
    assert not Field("net", "block", (211, 32, 90), (212, 32, None)).agrees
    assert not Field("net", "block", (212, 32, 91), (212, 32, 90)).agrees
