"""Pictures through a network: in order, bounded, whatever the files are."""

import threading
import time
from pathlib import Path

import numpy as np
import pytest

from convscope.apply.pictures.passing import AHEAD, NAME, passed
from convscope.apply.pictures.quick import answers_of
from convscope.model import Model


@pytest.mark.parametrize("many", [1, 3])
@pytest.mark.parametrize("batch", [1, 5, 64])
def test_rows_are_those_of_the_model_in_the_files_order(model: Model, colours: Path, many: int, batch: int) -> None:
    """On one thread and on three, in batches of any size."""
    from convscope.picture import read

    paths = sorted(colours.iterdir())
    expected = model.scores(np.stack([model.fit(read(path)) for path in paths]))
    with answers_of(model, many=many) as answers:
        batches = list(passed(paths, model.fit, answers, batch=batch))
    assert [number for one in batches for number in one.decoded] == list(range(12))
    assert np.allclose(np.concatenate([one.rows for one in batches]), expected, atol=1e-6)
    assert sum(one.size for one in batches) == 12


def test_all_batches_have_one_size(model: Model, colours: Path) -> None:
    """Broken files and the end are filled up: no batch takes another way through the network."""
    paths = sorted(colours.iterdir())[:11]
    paths[2].write_bytes(b"no picture")
    sizes: list[int] = []

    def answer(pictures: np.ndarray) -> np.ndarray:
        sizes.append(len(pictures))
        return np.zeros((len(pictures), 3), np.float32)

    batches = list(passed(paths, model.fit, [answer], batch=4))
    assert sizes == [4, 4, 4]
    assert [one.decoded for one in batches] == [(0, 1, 3), (4, 5, 6, 7), (8, 9, 10)]
    assert "not a picture" in batches[0].faults[2]


def test_a_batch_of_nothing_but_broken_files_is_no_work(model: Model, tmp_path: Path) -> None:
    """Each is told; the network is not asked."""
    (tmp_path / "a.png").write_bytes(b"")
    (one,) = passed([tmp_path / "a.png", tmp_path / "gone.png"], model.fit, [_never], batch=8)
    assert (
        one.decoded == () and set(one.faults) == {0, 1} and "empty" in one.faults[0] and "no picture" in one.faults[1]
    )


def test_nobody_runs_far_ahead(model: Model, colours: Path) -> None:
    """While one batch is looked at, no more than `AHEAD` a thread are made: memory is bounded."""
    begun: list[int] = []

    def answer(pictures: np.ndarray) -> np.ndarray:
        begun.append(1)
        return np.zeros((len(pictures), 3), np.float32)

    running = passed(sorted(colours.iterdir()), model.fit, [answer, answer], batch=1)
    next(running)
    time.sleep(0.1)
    assert len(begun) <= 2 * AHEAD + 1
    running.close()
    assert NAME not in {one.name for one in threading.enumerate()}


def test_what_goes_wrong_in_a_thread_is_raised_here(model: Model, colours: Path) -> None:
    """And the threads end."""
    with pytest.raises(ZeroDivisionError):
        list(passed(sorted(colours.iterdir()), model.fit, [_fails, _fails], batch=2))


def _never(_: np.ndarray) -> np.ndarray:
    raise AssertionError


def _fails(_: np.ndarray) -> np.ndarray:
    raise ZeroDivisionError
