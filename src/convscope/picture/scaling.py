"""How values were scaled where a network was trained: said by whoever has its weights, and checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from convscope.errors import ConvscopeError
from convscope.picture.contract import InputContract

Scaling = float | Sequence[float]


def scaled_as(
    contract: InputContract, mean: Scaling | None, std: Scaling | None, spelling: str, *, needed: bool
) -> InputContract:
    """Give a contract with mean and std of values in 0 … 1, one number or one a channel; 0 and 1 where none is said.

    >>> scaled_as(InputContract(3, 8, 8), 0.5, (0.2, 0.3, 0.4), "net.py:Net", needed=True).std
    (0.2, 0.3, 0.4)

    Raises `ConvscopeError` where they are ``needed``, as for weights from a file, and not said, and for numbers that
    cannot be right.
    """
    if needed and (mean is None or std is None):
        raise ConvscopeError(
            f"how {spelling} was trained to see pixels is not known",
            fix="say it with --mean and --std, of values in 0 … 1, as in --mean 0.485,0.456,0.406; 0 and 1 if unscaled",
        )
    return replace(contract, mean=_each(mean, 0.0, contract, "mean"), std=_each(std, 1.0, contract, "std"))


def _each(given: Scaling | None, default: float, contract: InputContract, name: str) -> tuple[float, ...]:
    values = (default,) if given is None else (float(given),) if isinstance(given, (int, float)) else tuple(given)
    if len(values) not in (1, contract.channels):
        raise ConvscopeError(
            f"{name} has {len(values)} numbers, the network {contract.channels} channels",
            fix="give one, or one a channel",
        )
    if name == "mean" and max(values) > 1:
        raise ConvscopeError(
            f"mean is {max(values):g}, values go from 0 to 1",
            fix=f"divide mean and std by 255: {max(values) / 255:.4f}",
        )
    if name == "std" and min(values) <= 0:
        raise ConvscopeError(f"std is {min(values)}", fix="give numbers above 0")
    return values
