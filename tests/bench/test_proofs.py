"""Random layers and networks against PyTorch, exactly; bench/proofs.py proves 10,000 of them."""

import sys
import warnings
from dataclasses import replace
from typing import Any

import numpy as np
import proofs
import pytest
import torch
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st
from proving import claims
from proving.graphs import Case, graphs, single_layers
from torch import nn

OFTEN_REFUSED = settings(suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])


def proven(case: Case, data: st.DataObject) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch's own, of padding that has to copy
        if claims.prove(case, data) is None:
            reject()


@OFTEN_REFUSED
@given(case=single_layers(), data=st.data())
def test_single_layers_are_as_pytorch_has_them(case: Case, data: st.DataObject) -> None:
    """Size, parameters, MACs, what units read and who reads pixels, coverage; refused where torch refuses."""
    proven(case, data)


@OFTEN_REFUSED
@given(case=graphs(), data=st.data())
def test_networks_are_as_pytorch_has_them(case: Case, data: st.DataObject) -> None:
    """Branches, strides, dilation, up and down, reused layers, sums and concatenations: the same, exactly."""
    proven(case, data)


@OFTEN_REFUSED
@given(case=graphs(ones=True), data=st.data())
def test_coverage_is_the_gradient_of_a_network_of_ones(case: Case, data: st.DataObject) -> None:
    """How often each pixel is used, over all ways through the graph: the same integers."""
    proven(case, data)


CASE = Case("conv", nn.Conv2d(1, 1, 3, bias=False), (1, 6, 7), ones=True, maxima=False)


class First:
    """Draws the least of everything."""

    def draw(self, strategy: Any) -> int:
        return 0


def one_off(name: str, change: Any) -> Any:
    """A function of the proofs whose answer is changed."""
    before = getattr(claims, name)
    return lambda *args, **kwargs: change(before(*args, **kwargs))


def turned(mask: Any) -> Any:
    return np.roll(mask, 1, axis=-1)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("receptive_set", turned),
        ("projective_set", turned),
        ("coverage", lambda counts: counts + 1),
        ("trace", lambda network: replace(network, parameters=10)),
        ("trace", lambda network: replace(network, layers=(replace(network.layers[0], macs=179),))),
        ("trace", lambda network: replace(network, layers=(replace(network.layers[0], output_shape=(1, 1, 4, 6)),))),
    ],
)
def test_what_is_wrong_is_not_proven(name: str, change: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pixel beside the right one, a product too many, a parameter, a MAC, a column: none of them passes."""
    drawn: Any = First()
    assert claims.prove(CASE, drawn) == claims.Proven(claims.MOST_UNITS, 1)
    monkeypatch.setattr(claims, name, one_off(name, change))
    with pytest.raises(AssertionError):
        claims.prove(CASE, drawn)


def test_a_bump_finds_what_a_maximum_reads() -> None:
    """Each output of a 2 × 2 pool answers to its own four pixels, not to the largest one alone."""
    seen = claims._probed(nn.MaxPool2d(2), (1, 4, 4), torch.float64)
    assert seen[:, 0, 1].reshape(4, 4).tolist() == [[0, 0, 1, 1], [0, 0, 1, 1], [0, 0, 0, 0], [0, 0, 0, 0]]


def test_the_bench_ends_with_1_where_anything_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It says how many cases there were, and a failure with the smallest design that shows it."""
    threads = torch.get_num_threads()
    monkeypatch.setattr(sys, "argv", ["proofs.py", "--cases", "30"])
    assert proofs.main() == 0
    assert "30 cases" in capsys.readouterr().out
    monkeypatch.setattr(claims, "coverage", one_off("coverage", lambda counts: counts + 1))
    assert proofs.main() == 1
    said = capsys.readouterr()
    assert "2 failures" in said.out
    assert " on (1, " in said.err
    torch.set_num_threads(threads)
