"""The moving average of the weights, against the formula in float64."""

import pytest
import torch
from torch import nn

from convscope.training.averaging import MovingAverage, swapped


def network() -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2)).double()


def move(module: nn.Module, seed: int) -> None:
    """Change weights and, by a batch, running statistics."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for weight in module.parameters():
            weight.add_(torch.randn(weight.shape, generator=generator, dtype=weight.dtype))
    module(torch.randn(4, 1, 5, 5, generator=generator, dtype=torch.float64))


def test_the_average_is_the_formula() -> None:
    """``a ← d a + (1 - d) w`` with d = min(decay, (1 + t) / (10 + t)), weights and running statistics alike."""
    module = network()
    average = MovingAverage(module, 0.25)
    expected = {name: tensor.clone() for name, tensor in module.state_dict().items()}
    for step in range(12):
        move(module, step)
        average.update()
        decay = min(0.25, (1 + step) / (10 + step))
        for name, tensor in module.state_dict().items():
            if tensor.is_floating_point():
                expected[name] = decay * expected[name] + (1 - decay) * tensor
            else:
                expected[name] = tensor.clone()
    for name, tensor in expected.items():
        torch.testing.assert_close(average.average[name], tensor, rtol=1e-12, atol=1e-12, msg=name)
    assert average.average["1.num_batches_tracked"] == 12


def test_it_is_torchs_once_warmed_up() -> None:
    """With the warm-up behind it, weights are those of torch's AveragedModel with the same decay."""
    from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

    module = network()
    average = MovingAverage(module, 0.5)
    average.taken = 1000
    theirs = AveragedModel(module, multi_avg_fn=get_ema_multi_avg_fn(0.5))  # type: ignore[no-untyped-call]
    theirs.update_parameters(module)  # the first only copies
    for step in range(5):
        move(module, step)
        average.update()
        theirs.update_parameters(module)
    for name, tensor in theirs.module.named_parameters():
        torch.testing.assert_close(average.average[name], tensor.detach(), rtol=1e-12, atol=1e-12)


def test_the_average_is_in_place_for_the_block_alone() -> None:
    """Inside the module has the average; after it, also after an error, its own weights are back to the bit."""
    module = network().eval()
    average = MovingAverage(module, 0.9)
    kept = {name: tensor.clone() for name, tensor in average.average.items()}
    module.train()
    move(module, 1)
    own = {name: tensor.clone() for name, tensor in module.state_dict().items()}
    with average.in_place():
        assert all(torch.equal(module.state_dict()[name], tensor) for name, tensor in kept.items())
    assert all(torch.equal(module.state_dict()[name], tensor) for name, tensor in own.items())
    with pytest.raises(RuntimeError, match="stop"), average.in_place():
        raise RuntimeError("stop")
    assert all(torch.equal(module.state_dict()[name], tensor) for name, tensor in own.items())
    assert module.get_parameter("0.weight").requires_grad


def test_it_goes_on_exactly() -> None:
    """A state loaded into a new average gives the same bits after further steps."""
    module = network()
    average = MovingAverage(module, 0.99)
    for step in range(3):
        move(module, step)
        average.update()
    again = MovingAverage(module, 0.99)
    again.load_state_dict({name: tensor.clone() for name, tensor in average.state_dict().items()})
    move(module, 9)
    average.update()
    again.update()
    for name, tensor in average.average.items():
        assert torch.equal(again.average[name], tensor)
    assert again.taken == average.taken == 4


def test_swapping_takes_part_of_the_weights() -> None:
    """Names that are not given keep what they have."""
    module = network()
    bias = module.get_parameter("0.bias").detach().clone()
    with swapped(module, {"0.weight": torch.zeros(2, 1, 3, 3, dtype=torch.float64)}):
        assert not module.get_parameter("0.weight").any()
        assert torch.equal(module.get_parameter("0.bias"), bias)
    assert module.get_parameter("0.weight").any()
