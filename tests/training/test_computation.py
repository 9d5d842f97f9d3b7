"""With what a step is computed."""

from itertools import product
from pathlib import Path

import pytest
import torch
from torch import nn

from convscope.errors import ConvscopeError, UnknownName
from convscope.training.computation import DTYPES, Computation, compiler, computation, precisions, thread_counts


@pytest.mark.parametrize("compiled", [False, True])
@pytest.mark.parametrize("micro", [0, 7])
def test_what_is_written_is_read(compiled: bool, micro: int) -> None:
    """Every choice comes back from its own words; threads have their own option."""
    for precision, order, graphs in product(DTYPES, ("contiguous", "channels_last"), {False, compiled}):
        chosen = Computation(precision, order, compiled, micro, graphs=graphs)  # type: ignore[arg-type]
        assert computation(str(chosen)) == chosen == Computation(**chosen.as_dict())


def test_what_is_not_said_is_as_usual() -> None:
    """Spaces do no harm."""
    assert computation(" bfloat16 , ") == Computation("bfloat16")


def test_a_wrong_word_gets_the_nearest() -> None:
    """And a micro-batch without a number how to write it."""
    with pytest.raises(UnknownName, match="--tune 'channel_last' is not known; did you mean 'channels_last'"):
        computation("channel_last")
    with pytest.raises(ConvscopeError, match="give a number of pictures, as in --tune micro=64"):
        computation("micro=some")


def test_memory_order_and_number_format_are_what_they_say() -> None:
    """Weights and pictures in channels-last order, products in bfloat16, weights still float32."""
    chosen = Computation("bfloat16", "channels_last")
    module = chosen.placed(nn.Conv2d(3, 4, 3))
    assert module.weight.is_contiguous(memory_format=torch.channels_last)  # type: ignore[operator]
    images = chosen.ordered(torch.zeros(2, 3, 8, 8))
    assert images.is_contiguous(memory_format=torch.channels_last)
    with chosen.autocast(torch.device("cpu")):
        assert chosen.forward(module)(images).dtype == torch.bfloat16
    assert module.weight.dtype == torch.float32
    assert module(images).dtype == torch.float32


def test_parts_are_as_many_as_are_needed() -> None:
    """64 pictures at most 30 at once are three parts; without a limit one."""
    assert Computation(micro_batch=30).parts(64) == 3
    assert Computation(micro_batch=64).parts(64) == Computation().parts(64) == 1


@pytest.mark.skipif(compiler() is None, reason="no C++ compiler here")
def test_compiled_it_answers_and_learns_the_same() -> None:
    """One module compiled for real: answers and gradients are those of the module itself."""
    torch.manual_seed(0)
    module, images = (
        nn.Sequential(nn.Conv2d(1, 3, 3), nn.ReLU(), nn.Flatten(), nn.Linear(48, 2)),
        torch.rand(4, 1, 6, 6),
    )
    answers = Computation(compiled=True).forward(module)(images)
    torch.testing.assert_close(answers, module(images))
    expected = torch.autograd.grad(module(images).square().sum(), list(module.parameters()))
    torch.testing.assert_close(torch.autograd.grad(answers.square().sum(), list(module.parameters())), expected)


def test_what_cannot_be_compiled_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A compiler that is not there is an error in words, not the compiler's own."""
    monkeypatch.setenv("TORCHINDUCTOR_CACHE_DIR", str(tmp_path))  # nothing compiled before, by whomever
    monkeypatch.setattr("torch._inductor.config.cpp.cxx", ("no-such-compiler",))
    monkeypatch.setattr("torch._inductor.config.fx_graph_cache", False)
    torch.compiler.reset()
    with pytest.raises(ConvscopeError, match=r"the network could not be compiled: .*--tune off"):
        Computation(compiled=True).forward(nn.Sequential(nn.Conv2d(1, 2, 5), nn.Sigmoid()))(torch.rand(3, 1, 17, 13))


def test_threads_that_were_said_stay() -> None:
    """Else torch's own, half of them, and one are tried."""
    assert thread_counts(5) == [5]
    assert thread_counts(None)[0] == torch.get_num_threads() and thread_counts(None)[-1] == 1


@pytest.mark.parametrize(
    ("machine", "wide", "formats"), [("x86_64", False, 1), ("x86_64", True, 2), ("arm64", False, 2)]
)
def test_rounding_is_tried_where_a_processor_may_do_it(
    machine: str, wide: bool, formats: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On an x86 processor without AVX-512 a step would take minutes; a GPU is always asked."""
    monkeypatch.setattr("platform.machine", lambda: machine)
    monkeypatch.setattr("torch.cpu._is_avx512_supported", lambda: wide)
    assert len(precisions(torch.device("cpu"))) == formats
    assert len(precisions(torch.device("cuda"))) == 2
