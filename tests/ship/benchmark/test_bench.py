"""Which runtime is recommended, and why."""

from dataclasses import replace

import numpy as np
import pytest

from convscope.errors import ConvscopeError
from convscope.model import Model
from convscope.ship import Benchmark, Measured, bench

TORCH = Measured("torch", 2.0, 2.1, 1.9, 2.1, 10, 1, 1, 0.1, 0, 0.0)


def benchmark(*measured: Measured) -> Benchmark:
    return Benchmark("net", (1, 8, 8), 1, measured, (), None)


def test_the_easiest_of_those_that_are_as_fast() -> None:
    """Within 5 % of the fastest ONNX Runtime is preferred; beyond it the fastest is."""
    near, fastest = replace(TORCH, name="onnxruntime", p50=1.04), replace(TORCH, name="compile", p50=1.0)
    assert benchmark(fastest, near, TORCH).recommended is near
    assert "within 4% of compile" in benchmark(fastest, near, TORCH).advice
    assert "within 4% of compile" in benchmark(fastest, replace(near, p50=1.032), TORCH).advice
    assert benchmark(fastest, replace(near, p50=1.06), TORCH).recommended is fastest


def test_a_tie_is_decided_on_the_rounds_that_both_had() -> None:
    """4 % slower by the median, but 8 % in a third of the rounds: it may be slower by more than is allowed."""
    fastest = replace(TORCH, name="compile", p50=1.0, rounds=(1.0,) * 12)
    steady = replace(TORCH, name="onnxruntime", p50=1.04, rounds=(1.04,) * 12)
    unsteady = replace(steady, rounds=(1.04,) * 8 + (1.08,) * 4)
    assert benchmark(fastest, steady).recommended is steady and benchmark(fastest, unsteady).recommended is fastest
    drifting = replace(fastest, rounds=(1.0, 1.3) * 6), replace(steady, rounds=(1.04, 1.352) * 6)
    assert benchmark(*drifting).recommended.name == "onnxruntime", "what slows both is no difference"


def test_what_is_recommended_is_not_more_than_5_percent_slower() -> None:
    """Made-up machines: true times, a load that all share and a noise of each one's own; 300 of them."""
    chance, wrong = np.random.default_rng(0), 0
    for _ in range(300):
        true = dict(zip(("onnxruntime", "c", "torch", "compile"), chance.uniform(1.0, 1.15, 4), strict=True))
        load = chance.uniform(1, 1.5, 12)
        made = []
        for name, least in true.items():
            rounds = least * load * chance.normal(1, 0.01, 12)
            made.append(replace(TORCH, name=name, p50=float(np.median(rounds)), rounds=tuple(rounds)))
        wrong += true[benchmark(*made).recommended.name] > 1.05 * min(true.values())
    assert wrong <= 3


def test_answers_that_differ_are_never_recommended_but_told() -> None:
    """OpenVINO's own bfloat16 is faster and another network."""
    rounded = replace(TORCH, name="openvino, its default", p50=0.5, difference=0.02)
    found = benchmark(rounded, TORCH)
    assert found.recommended is TORCH and "its default takes 0.5 ms, its answers 2.0% off" in found.advice


def test_all_are_measured_in_turns_and_agree(small: Model) -> None:
    """torch and ONNX Runtime on one thread: equal answers, throughput at each batch, a roofline."""
    found = bench(small, on=("torch", "onnxruntime"), threads=1, batches=(1, 3), seconds=0.05)
    assert {one.name for one in found.equal} == {"torch", "onnxruntime"} and found.roofline is not None
    for one in found.measured:
        assert one.low <= one.high and 0 < one.p50 <= one.p99 and [pace.batch for pace in one.paces] == [1, 3]
    assert found.as_dict()["recommended"] in ("torch", "onnxruntime")
    assert found.chart().svg().count("onnxruntime") >= 2


def test_nothing_that_runs_is_told(small: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what is not installed was asked for."""
    monkeypatch.setattr("convscope.ship.benchmark.contenders.find_spec", lambda name: None)
    with pytest.raises(ConvscopeError, match="runs in none of them: openvino: openvino is not installed"):
        bench(small, on=("openvino",))
    with pytest.raises(ConvscopeError, match="give at least one of each"):
        bench(small, batches=(0,))
