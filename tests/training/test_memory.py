"""How much memory a training takes, and what happens where it is not enough."""

import sys
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from convscope.data import Dataset
from convscope.errors import ConvscopeError
from convscope.network import trace
from convscope.picture import InputContract
from convscope.training import Event, OutOfMemory, Recipe, backward, loop, train
from convscope.training.computation import Computation
from convscope.training.learner import learner_for
from convscope.training.loop import Part, evaluate, train_epoch
from convscope.training.losses import CrossEntropy
from convscope.training.memory import (
    available,
    give_back,
    handed_back,
    keep_freed,
    needed,
    out_of_memory,
    what_parts_change,
)

RECIPE = Recipe(epochs=2, batch_size=64)


def limited(monkeypatch: pytest.MonkeyPatch, most: int) -> list[int]:
    """Have memory run out where more than so many pictures go through a network at once; list what went."""
    went: list[int] = []
    forward = Computation.forward

    def guarded(self: Computation, module: nn.Module) -> object:
        answer = forward(self, module)

        def run(images: Tensor) -> Tensor:
            if len(images) > most:
                raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 7.00 GiB")
            went.append(len(images))
            return answer(images)

        return run

    monkeypatch.setattr(Computation, "forward", guarded)
    return went


def test_memory_that_runs_out_halves_what_goes_through_at_once(
    small: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """64, then 32, then 16 pictures: said each time, kept in the record, and the same weights to rounding."""
    whole = train(small, model="linear", out=tmp_path / "whole", recipe=RECIPE)
    went = limited(monkeypatch, 20)
    heard: list[Event] = []
    run = train(small, model="linear", out=tmp_path / "run", recipe=RECIPE, on_event=heard.append)
    told = [event for event in heard if isinstance(event, OutOfMemory)]
    assert [(event.part, event.whole) for event in told] == [(32, 64), (16, 64)]
    assert told[1].changes == "the gradients of 4 parts are added up: they are those of the whole batch"
    assert run.record.tuned["micro_batch"] == 16 and max(went) == 16
    for name, tensor in whole.weights().items():
        torch.testing.assert_close(run.weights()[name], tensor, rtol=1e-3, atol=1e-5)
    assert [line["epoch"] for line in run.metrics] == [1, 2]


def test_where_one_picture_is_too_much_it_is_told(
    small: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line, no traceback."""
    limited(monkeypatch, 0)
    with pytest.raises(ConvscopeError, match="memory ran out at one picture at a time; smaller pictures"):
        train(small, model="linear", out=tmp_path / "run", recipe=RECIPE)


def test_other_errors_of_a_network_are_passed_on(
    small: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only a lack of memory halves anything."""

    def fail(*_: object) -> object:
        raise RuntimeError("a network's own")

    monkeypatch.setattr(backward.Backward, "__call__", fail)
    with pytest.raises(RuntimeError, match="a network's own"):
        train(small, model="linear", out=tmp_path / "run", recipe=RECIPE)


def test_batch_norm_is_said_to_see_fewer() -> None:
    """That is the one thing which parts change."""
    said = what_parts_change(nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2)), 64, 16)
    assert said == "batch norm sees 16 pictures at once, no more 64: its statistics are rougher"


def test_an_evaluation_that_does_not_fit_is_done_in_smaller_batches(part: Part) -> None:
    """To the same answers."""
    sizes: list[int] = []

    class Small(nn.Module):
        def forward(self, images: Tensor) -> Tensor:
            sizes.append(len(images))
            if len(images) > 3:
                raise torch.OutOfMemoryError("CUDA out of memory")
            return images.flatten(1)[:, :3]

    logits, _, _ = evaluate(Small(), part, batch_size=8)
    assert logits.shape == (11, 3) and sizes == [8, 4, 2, 2, 2, 2, 2, 1]


@pytest.fixture
def part() -> Part:
    from convscope.picture import InputContract

    pictures = torch.arange(11 * 16, dtype=torch.uint8).reshape(11, 4, 4, 1)
    return Part(pictures, torch.arange(11), torch.arange(11) % 3, InputContract(1, 4, 4, mean=(0.5,), std=(0.2,)))


def test_the_words_of_the_cpus_allocator_count() -> None:
    """There torch has no type of its own for it."""
    said = "[enforce fail at alloc_cpu.cpp:117] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to"
    assert out_of_memory(RuntimeError(said)) and not out_of_memory(RuntimeError("mat1 and mat2"))
    with pytest.raises(RuntimeError) as caught:
        torch.empty(1 << 60, dtype=torch.uint8)
    assert out_of_memory(caught.value)


def test_a_step_needs_activations_weights_gradients_and_moments() -> None:
    """Of 4 · 100 weights AdamW keeps two more each; activations are the rehearsal's."""
    module = nn.Sequential(nn.Flatten(), nn.Linear(100, 4, bias=False))
    network = trace(module, (1, 10, 10))
    activations = network.memory(8, training=True).peak
    assert needed(network, module, batch=8, moments=2) == activations + 4 * 400 * 4
    assert needed(network, module, batch=8, moments=0) == activations + 4 * 400 * 2


def test_a_machine_says_what_is_free() -> None:
    """More than a megabyte, where it says anything at all."""
    free = available(torch.device("cpu"))
    assert free is None or free > 1e6


def resident() -> int:
    if not Path("/proc/self/statm").is_file():
        pytest.skip("no /proc here")
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def test_freed_memory_goes_back_to_the_machine() -> None:
    """Where the C library can; elsewhere nothing happens."""
    small = [bytes([number % 251]) * 50_000 for number in range(2_000)]  # 100 MB in pieces that the C library keeps
    held, full = small[::2], resident()
    del small
    give_back()
    assert resident() < full - 30_000_000 and len(held) == 1_000


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="glibc's")
def test_what_is_freed_is_kept_until_it_is_given_back() -> None:
    """Ten blocks of 20 MB stay the process's, so that no page is made anew; then most of them go."""
    with handed_back():
        keep_freed()
        blocks = [torch.ones(5_000_000) for _ in range(10)]
        full = resident()
        del blocks
        assert resident() > full - 30_000_000
    assert resident() < full - 100_000_000


@pytest.mark.parametrize(("large", "calls"), [(1, ["given", "given"] * 2), (10**9, ["kept"])])
def test_steps_of_large_pictures_hand_back_and_of_small_ones_keep(
    monkeypatch: pytest.MonkeyPatch, large: int, calls: list[str]
) -> None:
    """By the bytes of a batch: large ones hand back twice a slow step."""
    monkeypatch.setattr(loop, "LARGE", large)
    monkeypatch.setattr(loop, "SLOW", 0.0)
    found = list[str]()
    monkeypatch.setattr(loop, "give_back", lambda: found.append("given"))
    monkeypatch.setattr(loop, "keep_freed", lambda: found.append("kept"))
    module, recipe = nn.Sequential(nn.Flatten(), nn.Linear(64, 10)), Recipe(batch_size=8)
    pictures = torch.zeros(16, 8, 8, 1, dtype=torch.uint8)
    part = Part(pictures, torch.arange(16), torch.arange(16) % 10, InputContract(1, 8, 8, mean=(0.5,), std=(0.5,)))
    learner = learner_for(module, recipe, pictures=16, seed=0, loss=CrossEntropy(10))
    train_epoch(learner, part, after_batch=lambda _: None)
    assert found == calls
