"""Watching real images: every activation is the one that PyTorch computed there."""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torchvision import models

from convscope.errors import ConvscopeError
from convscope.network import trace, watch

Wire = Callable[..., nn.Module]


class Design(NamedTuple):
    module: nn.Module
    shape: tuple[int, ...]


def test_the_last_activation_is_the_answer(design: Design) -> None:
    """Of every small network, the last activation is what the network itself answers."""
    images = torch.rand(1, *design.shape)
    _, outputs = watch(design.module, images)
    with torch.no_grad():
        torch.testing.assert_close(outputs[-1], design.module(images), rtol=0, atol=0)


def test_watching_describes_what_tracing_does(design: Design) -> None:
    """Of every small network, watching gives the description that tracing gives, and an output for each layer."""
    network, outputs = watch(design.module, torch.rand(1, *design.shape))
    traced = trace(design.module, design.shape)
    assert [(layer.name, layer.macs, layer.reach) for layer in network] == [
        (layer.name, layer.macs, layer.reach) for layer in traced
    ]
    assert [tuple(output.shape) for output in outputs] == [layer.output_shape for layer in traced]


def test_activations_agree_with_forward_hooks() -> None:
    """In ResNet-18, in-place ReLUs and all, each module's activation is what a forward hook copied there."""
    torch.manual_seed(0)
    module = models.resnet18().eval()
    images = torch.rand(1, 3, 64, 48)
    seen: dict[str, Tensor] = {}
    calls: dict[str, int] = {}
    handles = []
    for path, part in module.named_modules():
        if path and next(part.children(), None) is None:

            def note(_: nn.Module, __: Any, output: Tensor, path: str = path) -> None:
                calls[path] = calls.get(path, 0) + 1
                seen[path if calls[path] == 1 else f"{path}:{calls[path]}"] = output.clone()

            handles.append(part.register_forward_hook(note))
    with torch.no_grad():
        module(images)
    for handle in handles:
        handle.remove()
    network, outputs = watch(module, images)
    kept = {layer.name: output for layer, output in zip(network, outputs, strict=True)}
    assert len(seen) == 60  # 52 modules, 8 of them ReLUs that are called twice
    for name, output in seen.items():
        torch.testing.assert_close(kept[name], output, rtol=0, atol=0)


def test_later_in_place_operators_do_not_show(wired: Wire) -> None:
    """A convolution's activation keeps its negative numbers though an in-place ReLU and a sum follow."""
    conv = nn.Conv2d(1, 2, 3)
    module = wired(lambda net, x: net.conv(x).relu_().add_(5), conv=conv)
    images = torch.randn(1, 1, 8, 8, generator=torch.Generator().manual_seed(1))
    _, (first, second, third) = watch(module, images)
    with torch.no_grad():
        expected = F.conv2d(images, conv.weight, conv.bias)
    assert (expected < 0).any()
    torch.testing.assert_close(first, expected)
    torch.testing.assert_close(second, expected.clamp(min=0))
    torch.testing.assert_close(third, expected.clamp(min=0) + 5)


def test_functional_calls_are_watched(wired: Wire) -> None:
    """Functional operators have activations of their own: of −1 and 3, ReLU gives 0 and 3, its double 0 and 6."""
    module = wired(lambda net, x: torch.relu(x) * 2)
    _, (rectified, doubled) = watch(module, torch.tensor([[[[-1.0, 3.0]]]]))
    assert rectified.flatten().tolist() == [0.0, 3.0]
    assert doubled.flatten().tolist() == [0.0, 6.0]


def test_the_module_and_the_images_are_left_as_found() -> None:
    """Batch norm's statistics, training flags, gradients and the images are as before, though the net was training."""
    module = nn.Sequential(nn.ReLU(inplace=False), nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2))
    module[0].eval()
    images = torch.randn(2, 1, 8, 8)
    before, kept = images.clone(), {name: tensor.clone() for name, tensor in module.state_dict().items()}
    _, outputs = watch(module, images)
    assert all(torch.equal(tensor, kept[name]) for name, tensor in module.state_dict().items())
    assert torch.equal(images, before)
    assert [part.training for part in module] == [False, True, True]
    assert not any(output.requires_grad for output in outputs)
    assert not any(part._forward_hooks or part._forward_pre_hooks for part in module.modules())


def test_images_that_do_not_fit_are_told_as_in_a_trace() -> None:
    """Pictures of 3 channels to a network of 1 give the error that a trace gives."""
    with pytest.raises(ConvscopeError, match="expects 1 channels and got 3"):
        watch(nn.Sequential(nn.Conv2d(1, 2, 3)), torch.zeros(1, 3, 8, 8))
