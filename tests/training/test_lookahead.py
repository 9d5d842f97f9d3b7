"""Lookahead, against the formula in float64."""

import pytest
import torch
from torch import nn

from convscope.training.lookahead import Lookahead


def network() -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(3, 2), nn.BatchNorm1d(2)).double()


def move(module: nn.Module, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for weight in module.parameters():
            weight.add_(torch.randn(weight.shape, generator=generator, dtype=weight.dtype))
    module(torch.randn(4, 3, generator=generator, dtype=torch.float64))


@pytest.mark.parametrize(("keep", "ramp"), [(0.5, 0.0), (0.8, 3.0), (0.0, 0.0)])
def test_it_is_the_formula(keep: float, ramp: float) -> None:
    """Every third of eleven steps, and at the last, ``slow ← k slow + (1 - k) w``, ``w ← slow``; else w is free."""
    module, plain = network(), network()
    lookahead = Lookahead(module, 11, every=3, keep=keep, ramp=ramp)
    slow = {name: weight.detach().clone() for name, weight in plain.named_parameters()}
    for step in range(1, 12):
        move(module, step)
        lookahead.update()
        move(plain, step)
        if step % 3 == 0 or step == 11:
            kept = keep * (step / 11) ** ramp
            with torch.no_grad():
                for name, weight in plain.named_parameters():
                    slow[name] = kept * slow[name] + (1 - kept) * weight
                    weight.copy_(slow[name])
        for name, weight in plain.named_parameters():
            torch.testing.assert_close(module.get_parameter(name), weight, rtol=1e-12, atol=1e-12)
            torch.testing.assert_close(lookahead.slow[name], slow[name], rtol=1e-12, atol=1e-12)


def test_the_slow_copy_is_in_place_for_the_block_alone_and_statistics_stay() -> None:
    """Inside, parameters are the slow ones and running statistics the module's; after it, all is the module's own."""
    module = network()
    lookahead = Lookahead(module, 10, every=5, keep=0.5, ramp=0.0)
    slow = {name: tensor.clone() for name, tensor in lookahead.slow.items()}
    move(module, 1)
    lookahead.update()
    own = {name: tensor.clone() for name, tensor in module.state_dict().items()}
    with lookahead.in_place():
        inside = {name: tensor.clone() for name, tensor in module.state_dict().items()}
    assert all(torch.equal(inside[name], slow.get(name, own[name])) for name in own)
    assert not torch.equal(inside["0.weight"], own["0.weight"])
    assert all(torch.equal(tensor, own[name]) for name, tensor in module.state_dict().items())


def test_it_goes_on_exactly() -> None:
    """A state loaded into a new one gives the same bits after further steps."""
    one, other = network(), network()
    first = Lookahead(one, 9, every=2, keep=0.7, ramp=1.0)
    for step in range(3):
        move(one, step)
        first.update()
    other.load_state_dict(one.state_dict())
    again = Lookahead(other, 9, every=2, keep=0.7, ramp=1.0)
    again.load_state_dict({name: tensor.clone() for name, tensor in first.state_dict().items()})
    for step in range(3, 9):
        for module, lookahead in ((one, first), (other, again)):
            move(module, step)
            lookahead.update()
    for name, weight in one.named_parameters():
        assert torch.equal(weight, other.get_parameter(name))
