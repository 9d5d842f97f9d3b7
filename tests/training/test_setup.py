"""With what a training runs."""

import pytest
import torch

from convscope.errors import ConvscopeError
from convscope.training import Setup
from convscope.training.setup import automatic_device


def test_the_seed_decides_the_numbers() -> None:
    """The same seed draws the same numbers, another seed others."""
    drawn = []
    for seed in (3, 3, 4):
        with Setup(seed=seed).applied():
            drawn.append(torch.rand(5))
    assert torch.equal(drawn[0], drawn[1])
    assert not torch.equal(drawn[0], drawn[2])


@pytest.mark.parametrize("fails", [False, True])
def test_random_numbers_and_threads_are_left_as_found(fails: bool) -> None:
    """After the block, or an error in it, the program's own random numbers go on as if nothing had been."""
    random, threads = torch.get_rng_state(), torch.get_num_threads()
    try:
        with Setup(seed=1, threads=threads + 1).applied():
            torch.rand(10)
            assert torch.get_num_threads() == threads + 1
            if fails:
                raise RuntimeError
    except RuntimeError:
        pass
    assert torch.equal(torch.get_rng_state(), random)
    assert torch.get_num_threads() == threads


def test_threads_not_asked_for_are_not_changed() -> None:
    """Without ``threads`` torch's own choice holds inside too."""
    before = torch.get_num_threads()
    with Setup().applied():
        assert torch.get_num_threads() == before


@pytest.mark.parametrize("threads", [0, -1])
def test_fewer_than_one_thread_is_refused(threads: int) -> None:
    """The error names what came and what is needed."""
    with pytest.raises(ConvscopeError, match=f"threads = {threads} came, at least 1"), Setup(threads=threads).applied():
        pass


@pytest.mark.parametrize("seed", [-1, 2**32])
def test_a_seed_that_a_library_would_not_take_is_refused(seed: int) -> None:
    """scikit-learn's splits take 0 to 2³² - 1; anything else is told before it gets there."""
    with pytest.raises(ConvscopeError, match=f"seed = {seed} came"), Setup(seed=seed).applied():
        pass


@pytest.mark.parametrize("device", ["banana", "", "meta", "cpu:x", "cuda:99", "hpu"])
def test_a_device_that_cannot_be_used_is_told_in_one_line(device: str) -> None:
    """An unknown word, a device that is not there, one that holds no numbers: the error names it, and the way out."""
    with pytest.raises(ConvscopeError) as caught:
        Setup(device=device).torch_device()
    said = str(caught.value)
    assert said.startswith(f"device {device!r} cannot be used: ")
    assert said.endswith("--device auto, or cpu")
    assert "\n" not in said


def test_cpu_is_always_there() -> None:
    """Asked for, the CPU is what comes."""
    assert Setup(device="cpu").torch_device() == torch.device("cpu")


@pytest.mark.parametrize(
    ("cuda", "mps", "best"), [(True, True, "cuda"), (True, False, "cuda"), (False, True, "mps"), (False, False, "cpu")]
)
def test_the_best_device_comes_first(cuda: bool, mps: bool, best: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """CUDA where there is one, else MPS, else the CPU; *auto* is that."""
    monkeypatch.setattr(torch.cuda, "is_available", lambda: cuda)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: mps)
    assert automatic_device() == best
    assert Setup().torch_device().type == best
