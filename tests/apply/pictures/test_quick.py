"""The same network, quicker."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from convscope.apply.pictures.quick import answers_of, fold, quickened, twin
from convscope.model import Model
from convscope.network import trace
from convscope.picture import InputContract


def random_norms(module: nn.Module) -> nn.Module:
    """Give norms statistics that matter."""
    torch.manual_seed(0)
    for one in module.modules():
        if isinstance(one, nn.BatchNorm2d):
            for tensor in (one.running_mean, one.running_var, one.weight, one.bias):
                if tensor is not None:
                    tensor.data.uniform_(0.5, 2)
    return module.eval()


def test_norms_are_folded_and_answers_stay(model: Model) -> None:
    """The norm is gone; numbers differ in their last digits at most, and the module itself is as it was."""
    quick = quickened(model)
    assert quick is not model.module and isinstance(quick.norm, nn.Identity)
    assert isinstance(model.module.norm, nn.BatchNorm2d)
    pictures = np.random.default_rng(0).integers(0, 256, (3, 16, 16, 3), dtype=np.uint8)
    with answers_of(model, module=quick) as (answer,):
        assert np.allclose(answer(pictures), model.scores(pictures), atol=1e-5)


def test_torchvisions_resnet_loses_all_its_norms() -> None:
    """20 of 20; numbers differ by less than 1e-5 of the largest."""
    from torchvision.models import resnet18

    module = random_norms(resnet18(num_classes=4))
    x = torch.rand(1, 3, 64, 64)
    expected = module(x).detach()
    assert fold(module, trace(module, (3, 64, 64))) == 20
    assert torch.allclose(module(x), expected, rtol=0, atol=1e-5 * float(expected.abs().max()))


def test_timms_norm_keeps_its_activation() -> None:
    """Also behind a convolution that pads itself, as TensorFlow's SAME."""
    from timm.layers.conv2d_same import Conv2dSame
    from timm.layers.norm_act import BatchNormAct2d

    module = random_norms(nn.Sequential(Conv2dSame(3, 4, 3, stride=2, bias=False), BatchNormAct2d(4)))
    x = torch.rand(1, 3, 9, 9)
    expected = module(x)
    assert fold(module, trace(module, (3, 9, 9))) == 1
    assert torch.allclose(module(x), expected, atol=1e-5)
    assert not any(isinstance(one, nn.BatchNorm2d) for one in module.modules())


@pytest.mark.parametrize(
    "wiring",
    [
        lambda net, x: net.norm(net.conv(x)) + net.conv(x),  # the convolution is used twice
        lambda net, x: (lambda y: net.norm(y) + y)(net.conv(x)),  # its output is read twice
        lambda net, x: net.norm(net.conv(x).relu()),  # something stands between
        lambda net, x: net.norm(net.norm(net.conv(x))),  # the norm is used twice
    ],
)
def test_what_does_not_fold_stays(wired: Callable[..., nn.Module], wiring: Callable[[Any, Any], Any]) -> None:
    """A norm is folded only where it alone reads a convolution, and either is used once."""
    module = random_norms(wired(wiring, conv=nn.Conv2d(3, 3, 1), norm=nn.BatchNorm2d(3)))
    assert fold(module, trace(module, (3, 8, 8))) == 0 and isinstance(module.norm, nn.BatchNorm2d)


def test_what_would_answer_otherwise_is_left_as_it_is(wired: Callable[..., nn.Module]) -> None:
    """A module that looks at its own weights is found out on one picture."""
    module = wired(
        lambda net, x: net.norm(net.conv(x)).mean((2, 3)) * net.conv.get_parameter("weight").abs().sum(),
        conv=nn.Conv2d(3, 3, 1), norm=nn.BatchNorm2d(3),
    )  # fmt: skip
    made = Model(random_norms(module), InputContract(3, 8, 8), (), "own", answers="picture")
    assert quickened(made) is module


def test_a_module_that_cannot_be_copied_is_taken_as_it_is(model: Model) -> None:
    """A lock in it cannot be; it works, on one thread."""
    import threading

    model.module.lock = threading.Lock()  # type: ignore[assignment]
    assert quickened(model) is model.module
    with answers_of(model, many=3) as answers:
        assert len(answers) == 1


def test_twins_share_weights_and_nothing_else(model: Model) -> None:
    """What forward keeps on the module in one thread is not seen by another."""
    other = twin(model.module)
    assert other.get_parameter("conv.weight") is model.module.get_parameter("conv.weight")
    other.kept = 1  # type: ignore[assignment]
    assert not hasattr(model.module, "kept")


def test_modes_are_put_back(model: Model) -> None:
    """A module in training mode answers in evaluation mode, and is in training mode afterwards."""
    model.module.train()
    with answers_of(model) as (answer,):
        assert not model.module.training
        answer(np.zeros((1, 16, 16, 3), np.uint8))
    assert model.module.training and model.module.norm.training
