"""ResNet-20: what a block adds, and shortcuts without a parameter."""

import torch

from convscope.models.zoo.resnet20 import Block, ResNet20, Shortcut
from convscope.network import trace


def test_parameters_by_hand() -> None:
    """Weights without biases, two numbers a channel in each batch norm: 269,722, the paper's 0.27M."""
    module = ResNet20()
    parts = (module.conv, module.bn, module.stage1, module.stage2, module.stage3, module.fc)
    counts = [sum(parameter.numel() for parameter in part.parameters()) for part in parts]
    assert counts == [
        16 * 3 * 9,
        2 * 16,
        6 * (16 * 16 * 9 + 2 * 16),
        32 * 16 * 9 + 2 * 32 + 5 * (32 * 32 * 9 + 2 * 32),
        64 * 32 * 9 + 2 * 64 + 5 * (64 * 64 * 9 + 2 * 64),
        10 * (64 + 1),
    ]
    assert sum(counts) == sum(parameter.numel() for parameter in module.parameters()) == 269_722


def test_it_has_twenty_layers_with_weights() -> None:
    """6n + 2 with n = 3: nineteen convolutions and one fully connected layer."""
    operators = [layer.operator for layer in trace(ResNet20(), (3, 32, 32))]
    assert (operators.count("conv2d"), operators.count("linear")) == (19, 1)


def test_macs_by_hand() -> None:
    """32²·3·9·16, then 6 · 32²·16·9·16; a halved map of twice the channels costs the same, half where it halves."""
    layer = 32 * 32 * 16 * 16 * 9
    assert trace(ResNet20(), (3, 32, 32)).macs == 32 * 32 * 3 * 9 * 16 + 6 * layer + 2 * (layer // 2 + 5 * layer) + 640


def test_a_shortcut_has_no_parameters() -> None:
    """It takes every second pixel as it is, and adds maps of zeros (option A)."""
    shortcut, maps = Shortcut(2, 2), torch.arange(32.0).reshape(1, 2, 4, 4)
    assert not list(shortcut.parameters())
    answer = shortcut(maps)
    assert torch.equal(answer[:, :2], maps[:, :, ::2, ::2])
    assert answer.shape == (1, 4, 2, 2) and not answer[:, 2:].any()


def test_a_block_that_computes_nothing_passes_its_input_on() -> None:
    """Where the second norm gives zero, the block's answer is its input, rectified."""
    block, maps = Block(4, 4).eval(), torch.rand(1, 4, 5, 5)
    with torch.no_grad():
        block.bn2.weight.zero_()
        assert torch.equal(block(maps), maps)


def test_its_fields_are_known_to_the_last_pool() -> None:
    """The trace follows the shortcuts: a unit of the last stage would read 81 × 81 pixels, more than there are."""
    network = trace(ResNet20(), (3, 32, 32))
    assert all(layer.reach.status == "exact" for layer in network.layers[:-3])
    assert network["stage3.2.relu2"].receptive_field == (81, 81)
    assert network["stage3.2.relu2"].effective_stride == (4, 4)


def test_channels_and_classes_can_be_others() -> None:
    """With one channel and 7 classes it takes grey pictures and gives 7 scores."""
    with torch.no_grad():
        assert ResNet20(channels=1, classes=7).eval()(torch.zeros(2, 1, 32, 32)).shape == (2, 7)


def test_a_step_lowers_the_loss() -> None:
    """One small step of SGD lowers the loss on the batch it was taken on."""
    torch.manual_seed(0)
    module, images, labels = ResNet20(), torch.rand(4, 3, 32, 32), torch.arange(4)
    optimiser = torch.optim.SGD(module.parameters(), lr=1e-2)
    before = torch.nn.functional.cross_entropy(module(images), labels)
    before.backward()  # type: ignore[no-untyped-call]
    optimiser.step()
    assert torch.nn.functional.cross_entropy(module(images), labels) < before
