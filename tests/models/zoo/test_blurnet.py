"""BlurNet: ResNet-20's parameters, a blur before each subsampling, and less change under a shift."""

import pytest
import torch
from torch import Tensor, nn

from convscope.models.zoo.blurnet import BlurNet, BlurPool
from convscope.models.zoo.resnet20 import ResNet20
from convscope.network import trace


def test_parameters_by_hand() -> None:
    """As ResNet-20's, name by name: 432 + 32 + 14,016 + 51,072 + 203,520 + 650 = 269,722; the blur has none."""
    module = BlurNet()
    assert sum(parameter.numel() for parameter in module.parameters()) == 269_722
    shapes = [{name: value.shape for name, value in net.state_dict().items()} for net in (module, ResNet20())]
    assert shapes[0] == shapes[1]


def test_macs_by_hand() -> None:
    """ResNet-20's, four times as many in the two convolutions that no longer stride, and nine a pixel blurred."""
    unstrided = 2 * 3 * 16 * 16 * 32 * 16 * 9
    blurs = 9 * (16 * 16 * (32 + 16) + 8 * 8 * (64 + 32))
    assert trace(BlurNet(), (3, 32, 32)).macs == 40_551_040 + unstrided + blurs


def test_the_blur_is_binomial_and_at_every_second_pixel() -> None:
    """A dot becomes [1 2 1] ⊗ [1 2 1] / 16; in a flat map's inside nothing changes."""
    dot = torch.zeros(1, 1, 5, 5)
    dot[0, 0, 2, 2] = 16
    assert BlurPool(1)(dot)[0, 0].tolist() == [[0, 0, 0], [0, 4, 0], [0, 0, 0]]
    assert BlurPool(1)(dot.roll((1, 1), (2, 3)))[0, 0].tolist() == [[0, 0, 0], [0, 1, 1], [0, 1, 1]]
    assert torch.equal(BlurPool(3)(torch.ones(1, 3, 8, 8))[..., 1:, 1:], torch.ones(1, 3, 3, 3))


def test_what_alternates_is_blurred_away() -> None:
    """Stripes one pixel wide are grey after the blur, whichever way they are shifted; every second pixel is not."""
    stripes = torch.tensor([0.0, 1.0]).repeat(8).expand(1, 1, 16, 16)
    inside = [BlurPool(1)(picture)[..., 1:-1, 1:-1] for picture in (stripes, stripes.roll(1, 3))]
    assert all(torch.equal(blurred, torch.full((1, 1, 6, 6), 0.5)) for blurred in inside)


def test_only_blurs_stride() -> None:
    """Every stride of two is a blur's, on both ways of the block."""
    network = trace(BlurNet(), (3, 32, 32))
    strided = [layer.name for layer in network if layer.operator == "conv2d" and layer.windows[0].stride == 2]
    assert strided == [f"stage{k}.0.{way}.conv2d" for k in (2, 3) for way in ("blur", "shortcut")]


def change(module: nn.Module, images: Tensor) -> float:
    """Change of the features behind the last pool under a shift by one pixel, relative to them."""
    kept: list[Tensor] = []
    handle = module.get_submodule("pool").register_forward_hook(lambda _module, _inputs, maps: kept.append(maps))
    with torch.no_grad():
        module(images)
        module(images.roll(1, 3))
    handle.remove()
    return float((kept[1] - kept[0]).norm() / kept[0].norm())


@pytest.mark.parametrize("seed", range(3))
def test_a_shift_by_a_pixel_changes_less(seed: int) -> None:
    """With the same weights, a shift by one pixel changes its features less than ResNet-20's, by a quarter at least."""
    torch.manual_seed(seed)
    plain, blurred = ResNet20().eval(), BlurNet().eval()
    blurred.load_state_dict(plain.state_dict())
    images = torch.zeros(8, 3, 32, 32)
    images[..., 8:24, 8:24] = torch.rand(8, 3, 16, 16)  # on black, so that nothing enters at the border
    assert change(blurred, images) < 0.75 * change(plain, images)


def test_channels_and_classes_can_be_others() -> None:
    """With one channel and 7 classes it takes grey pictures and gives 7 scores."""
    with torch.no_grad():
        assert BlurNet(channels=1, classes=7).eval()(torch.zeros(2, 1, 32, 32)).shape == (2, 7)


def test_a_step_lowers_the_loss() -> None:
    """One small step of SGD lowers the loss on the batch it was taken on."""
    torch.manual_seed(0)
    module, images, labels = BlurNet(), torch.rand(4, 3, 32, 32), torch.arange(4)
    optimiser = torch.optim.SGD(module.parameters(), lr=1e-2)
    before = torch.nn.functional.cross_entropy(module(images), labels)
    before.backward()  # type: ignore[no-untyped-call]
    optimiser.step()
    assert torch.nn.functional.cross_entropy(module(images), labels) < before
