"""Claim 5 measured: pictures a second."""

import os

import pytest
import torch

from convscope.errors import ConvscopeError
from convscope.lab.lessons import paces as module
from convscope.lab.lessons.networks import network_of
from convscope.lab.lessons.paces import paces


def test_every_way_is_measured_and_threads_are_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """One thread and all, one picture and many; rates are pictures a second, the multiply-adds those of Check."""
    monkeypatch.setattr(module, "SECONDS", 0.01)
    before = torch.get_num_threads()
    told = paces(network_of({"network": "lenet5"}))
    assert torch.get_num_threads() == before and told["macs"] == 416_520
    ways = [(row["threads"], row["batch"]) for row in told["rows"] if row["device"] == "CPU"]
    assert ways == [(threads, batch) for threads in sorted({1, os.cpu_count() or 1}) for batch in (1, 8, 32)]
    rates = [row["rate"] for row in told["rows"]]
    assert min(rates) > 0 and told["times"] == max(rates) / rates[0] and told["cores"] == os.cpu_count()


def test_a_large_network_is_measured_elsewhere() -> None:
    """FCN-32s has VGG-16 in it, whose billions of products would hold up the page."""
    with pytest.raises(ConvscopeError, match=r"takes too long for a lesson; convscope bench fcn32s"):
        paces(network_of({"network": "fcn32s"}))
