"""A training step without numbers holds what a real one holds, byte for byte."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from convscope.errors import ConvscopeError
from convscope.models.registry import ZOO
from convscope.network import trace

Wire = Callable[..., nn.Module]
TORCHVISION = {"resnet18": 64, "vgg11": 64, "mobilenet_v2": 64, "densenet121": 64}
KINDS = {
    "convolution": nn.Sequential(nn.Conv2d(2, 2, 3), nn.Conv2d(2, 2, 3)),
    "in place": nn.Sequential(nn.Conv2d(2, 2, 3), nn.ReLU(inplace=True), nn.Conv2d(2, 2, 3)),
    "dropout": nn.Sequential(nn.Conv2d(2, 2, 3), nn.Dropout(), nn.Conv2d(2, 2, 3)),
    "pools": nn.Sequential(nn.Conv2d(2, 2, 3), nn.MaxPool2d(2), nn.AvgPool2d(2), nn.AdaptiveAvgPool2d(1)),
    "norms": nn.Sequential(nn.Conv2d(2, 2, 3), nn.BatchNorm2d(2), nn.GroupNorm(1, 2), nn.InstanceNorm2d(2)),
    "smooth": nn.Sequential(nn.Conv2d(2, 2, 3), nn.GELU(), nn.Sigmoid(), nn.Tanh(), nn.Hardswish(), nn.LeakyReLU()),
    "transposed": nn.Sequential(nn.ConvTranspose2d(2, 3, 3, 2), nn.Upsample(scale_factor=2, mode="bilinear")),
    "linear": nn.Sequential(nn.Flatten(), nn.Linear(200, 5), nn.LogSoftmax(1)),
    "attention": nn.Sequential(nn.Flatten(2), nn.TransformerEncoderLayer(100, 4, 8, batch_first=True)),
}


def kept(module: nn.Module, images: Tensor) -> int:
    """Count the bytes that autograd really saves, with the input and the answer: distinct storages, no weights."""
    weights = {at(tensor) for tensor in (*module.parameters(), *module.buffers())}
    sizes: dict[int, int] = {}
    held: list[Tensor] = []  # so that no address comes twice

    def pack(tensor: Tensor) -> Tensor:
        held.append(tensor)
        sizes[at(tensor)] = tensor.untyped_storage().nbytes()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        answer = module(images)
    for tensor in (images, answer):
        sizes[at(tensor)] = tensor.untyped_storage().nbytes()
    return sum(size for place, size in sizes.items() if place not in weights)


def at(tensor: Tensor) -> int:
    return int(tensor.untyped_storage()._cdata)


def step(module: nn.Module, images: Callable[[], Tensor], living: Any) -> Any:
    """Run a real step, and note what is alive, the gradients of weights apart."""
    with living(module) as alive:
        given = images()
        answer = module(given)
        answer.backward(torch.empty_like(answer))
    return alive


def test_what_is_kept_by_hand() -> None:
    """Input, the ReLU's output, the answer and the pool's indices; a dropout keeps its mask; a sum keeps nothing."""
    pooled = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.MaxPool2d(2))
    assert trace(pooled, (1, 8, 8)).memory(training=True).kept == 4 * (64 + 72 + 18) + 8 * 18
    dropped = nn.Sequential(nn.Conv2d(1, 2, 3), nn.Dropout(), nn.Conv2d(2, 1, 1))
    assert trace(dropped, (1, 8, 8)).memory(training=True).kept == 4 * (64 + 72 + 36) + 4 * 72


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_of_operator_keeps_what_torch_keeps(name: str, living: Any) -> None:
    """Kept and peak, against autograd's own hooks and against every storage that lives in a real step."""
    module = KINDS[name].train()
    said = trace(module, (2, 10, 10)).memory(3, training=True)
    assert said.kept == kept(module, torch.rand(3, 2, 10, 10))
    assert said.peak == step(module, lambda: torch.rand(3, 2, 10, 10), living).peak


@pytest.mark.parametrize("name", TORCHVISION)
def test_torchvisions_networks_keep_what_they_keep(name: str) -> None:
    """Byte for byte at batch 2, dropout, in-place activations and concatenations included."""
    from torchvision import models

    module = models.get_model(name).train()
    size = TORCHVISION[name]
    said = trace(module, (3, size, size)).memory(2, training=True)
    assert said.kept == kept(module, torch.zeros(2, 3, size, size))


@pytest.mark.parametrize("name", ZOO)
def test_the_zoo_holds_what_it_holds(name: str, living: Any) -> None:
    """Kept and peak of every network of the zoo, at batch 2."""
    module, shape = ZOO[name].build().train(), ZOO[name].input_shape
    said = trace(module, shape).memory(2, training=True)
    assert said.kept == kept(module, torch.zeros(2, *shape))
    assert said.peak == step(module, lambda: torch.zeros(2, *shape), living).peak


def test_frozen_weights_keep_less() -> None:
    """A frozen backbone keeps nothing for a backward pass that does not come."""
    module = nn.Sequential(nn.Conv2d(1, 8, 3), nn.Conv2d(8, 8, 3), nn.Conv2d(8, 1, 3))
    whole = trace(module, (1, 16, 16)).memory(training=True).kept
    module[:2].requires_grad_(False)
    assert trace(module, (1, 16, 16)).memory(training=True).kept == whole - 4 * 8 * 14 * 14
    assert kept(module, torch.zeros(1, 1, 16, 16)) == whole - 4 * 8 * 14 * 14


def test_all_of_it_frozen_has_no_backward_pass() -> None:
    """Then input and answer are all there is at the end."""
    module = nn.Sequential(nn.Conv2d(1, 8, 3), nn.Conv2d(8, 1, 3)).requires_grad_(False)
    said = trace(module, (1, 16, 16)).memory(training=True)
    assert (said.kept, said.backward) == (4 * (16 * 16 + 12 * 12), False)


def test_the_layer_at_the_peak_is_named(wired: Wire) -> None:
    """The widest map's gradient, on its way back through the layer that made it smaller, is the most."""
    module = nn.Sequential(nn.Conv2d(1, 1, 3), nn.Conv2d(1, 16, 1), nn.Conv2d(16, 1, 1))
    said = trace(module, (1, 16, 16)).memory(training=True)
    assert (said.layer, said.backward) == ("2", True)
    functional = wired(lambda net, x: F.softmax(F.relu(net.conv(x)), 1) * x, conv=nn.Conv2d(1, 16, 1))
    assert trace(functional, (1, 16, 16)).memory(training=True).layer in ("conv", "relu", "softmax", "mul")


def test_the_module_is_left_as_found() -> None:
    """Its mode, its gradients, its buffers."""
    module = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2)).eval()
    trace(module, (1, 8, 8)).memory(4, training=True)
    assert not any(part.training for part in module.modules())
    assert all(parameter.grad is None for parameter in module.parameters())
    assert module[1].num_batches_tracked == 0


def test_a_step_that_fails_is_told(wired: Wire) -> None:
    """Batch norm on one value a channel; what forward itself raises; who decides by value; no module at hand."""
    module = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.BatchNorm2d(1), nn.Conv2d(1, 1, 1))
    network = trace(module, (1, 8, 8))
    assert network.memory(2, training=True).kept > 0
    with pytest.raises(ConvscopeError, match=r"batch_norm.* a single number.*more than one picture"):
        network.memory(1, training=True)

    def refusing(net: Any, x: Tensor) -> Tensor:
        if net.training:
            raise ValueError("not in training")
        answer: Tensor = net.conv(x)
        return answer

    refused = trace(wired(refusing, conv=nn.Conv2d(1, 1, 1)), (1, 8, 8))
    with pytest.raises(ConvscopeError, match="raised ValueError: not in training"):
        refused.memory(training=True)
    deciding = wired(lambda net, x: net.conv(x) if x.sum() >= 0 else x, conv=nn.Conv2d(1, 1, 1))
    with pytest.raises(ConvscopeError, match="decides by what it computes"):
        trace(deciding, (1, 8, 8), on_zeros=True).memory(training=True)
    bare = type(network)("bare", (1, 8, 8), network.layers, 0)
    with pytest.raises(ConvscopeError, match="not at hand"):
        bare.memory(training=True)
