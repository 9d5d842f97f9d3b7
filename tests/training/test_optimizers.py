"""The optimiser that a recipe asks for."""

import pytest
import torch
from torch import nn

from convscope.errors import ConvscopeError
from convscope.training import Recipe
from convscope.training.muon import Muon
from convscope.training.optimizers import optimizer_for


def network() -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.BatchNorm2d(2), nn.Flatten(), nn.Linear(8, 3))


@pytest.mark.parametrize(("name", "kind"), [("adamw", torch.optim.AdamW), ("sgd", torch.optim.SGD), ("muon", Muon)])
def test_it_is_the_one_asked_for_with_the_recipes_numbers(name: str, kind: type) -> None:
    """Kind, rate, momentum and decay are the recipe's; weight decay spares biases and norms."""
    module = network()
    recipe = Recipe().with_settings({"optimizer": name, "momentum": "0.7", "learning_rate": "0.03"})
    optimizer = optimizer_for(module, recipe)
    assert type(optimizer) is kind
    decays = {id(p): group["weight_decay"] for group in optimizer.param_groups for p in group["params"]}
    for path, parameter in module.named_parameters():
        assert decays[id(parameter)] == (0.01 if path in ("0.weight", "4.weight") else 0.0), path
    for group in optimizer.param_groups:
        assert group["lr"] == 0.03
        assert group.get("muon", False) == (name == "muon" and any(p.ndim == 4 for p in group["params"]))
        if name == "sgd":
            assert group["momentum"] == 0.7 and group["nesterov"]
        elif name == "adamw":
            assert group["betas"] == (0.7, 0.999)
        else:
            assert group["momentum"] == 0.7 if group["muon"] else group["betas"] == (0.9, 0.999)


@pytest.mark.parametrize("name", ["adamw", "sgd", "muon"])
def test_every_parameter_is_trained_once_and_frozen_ones_never(name: str) -> None:
    """The groups hold all parameters that are trained, none twice, none that is frozen."""
    module = network()
    module.get_parameter("0.bias").requires_grad_(False)
    optimizer = optimizer_for(module, Recipe().with_settings({"optimizer": name}))
    held = [id(parameter) for group in optimizer.param_groups for parameter in group["params"]]
    assert sorted(held) == sorted(id(p) for p in module.parameters() if p.requires_grad)
    assert len(held) == 5


def test_weight_decay_spares_biases_and_norms() -> None:
    """Where no gradient pulls, kernels and matrices shrink by 1 - rate · decay, biases and norms stay."""
    module = network()
    optimizer = optimizer_for(module, Recipe(learning_rate=0.1, weight_decay=0.5))
    nn.init.constant_(module.get_parameter("4.bias"), 2.0)
    before = {name: p.detach().clone() for name, p in module.named_parameters()}
    for parameter in module.parameters():
        parameter.grad = torch.zeros_like(parameter)
    optimizer.step()
    after = dict(module.named_parameters())
    for name in ("0.weight", "4.weight"):
        torch.testing.assert_close(after[name], before[name] * (1 - 0.1 * 0.5))
    for name in ("0.bias", "2.weight", "2.bias", "4.bias"):
        assert torch.equal(after[name], before[name])


def test_layers_below_learn_slower_where_it_is_said() -> None:
    """``rate_of`` is asked by name; each parameter's group has that share of the rate."""
    module = network()
    optimizer = optimizer_for(
        module, Recipe(learning_rate=0.2), rate_of=lambda name: 1.0 if name.startswith("4") else 0.1
    )
    rates = {id(p): group["lr"] for group in optimizer.param_groups for p in group["params"]}
    for name, parameter in module.named_parameters():
        assert rates[id(parameter)] == pytest.approx(0.2 if name.startswith("4") else 0.02), name


@pytest.mark.parametrize("module", [nn.Flatten(), network().requires_grad_(False)], ids=["empty", "frozen"])
def test_nothing_to_train_is_said(module: nn.Module) -> None:
    """A network without parameters, or with frozen ones alone, is refused in one line."""
    with pytest.raises(ConvscopeError, match="no parameters that are trained"):
        optimizer_for(module, Recipe())


def test_beside_muon_biases_and_the_last_layer_may_learn_by_sgd_at_rates_of_their_own() -> None:
    """Three steps beside torch's SGD with Nesterov's momentum of 0.85; kernels are Muon's as without."""
    module, plain = network(), network()
    plain.load_state_dict(module.state_dict())
    settings = {"optimizer": "muon", "learning_rate": "0.01", "weight_decay": "0.5"}
    recipe = Recipe().with_settings({**settings, "bias_rate": "3", "head_rate": "20"})
    optimizer = optimizer_for(module, recipe)
    beside = {name: p for name, p in plain.named_parameters() if name != "0.weight"}
    heads = [p for name, p in beside.items() if p.ndim > 1]
    biases = [p for name, p in beside.items() if p.ndim == 1]
    kinds = [{"params": heads, "lr": 20.0}, {"params": biases, "lr": 3.0}]
    other = torch.optim.SGD(kinds, lr=1.0, momentum=0.85, nesterov=True)
    for step in range(3):
        for one, same in zip(module.parameters(), plain.parameters(), strict=True):
            one.grad = torch.randn(one.shape, generator=torch.Generator().manual_seed(step))
            same.grad = one.grad.clone()
        optimizer.step()
        other.step()
    for name, parameter in beside.items():
        torch.testing.assert_close(module.get_parameter(name), parameter)
    muons = [group for group in optimizer.param_groups if group["muon"]]
    assert [group["lr"] for group in muons] == [0.01]
    assert {group["lr"] for group in optimizer.param_groups if not group["muon"]} == {3.0, 20.0}
