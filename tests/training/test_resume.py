"""Whether a run may go on with what is asked now."""

import errno
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from convscope.data import ArrayPictures, Dataset
from convscope.errors import BrokenRun, CannotWrite, ConvscopeError, RunExists
from convscope.picture import InputContract
from convscope.runs import Run, create_run, open_run
from convscope.training import Event, Recipe, Resumed, Setup, Started, Step, resume, train
from convscope.training.train import Stopped

SHORT = Recipe(epochs=2, batch_size=64)
RESUME = Setup(resume=True)


def stop(event: Event) -> None:
    if isinstance(event, Step) and event.epoch == 2:
        raise KeyboardInterrupt


@pytest.fixture
def cut(small: Dataset, tmp_path: Path) -> Path:
    """A run that was stopped in its second epoch."""
    with pytest.raises(Stopped):
        train(small, model="linear", out=tmp_path / "run", recipe=SHORT, on_event=stop)
    return tmp_path / "run"


@pytest.mark.parametrize(
    ("model", "recipe", "setup", "said"),
    [
        ("lenet5", SHORT, RESUME, "model was linear, lenet5 came"),
        ("linear", Recipe(epochs=3, batch_size=64), RESUME, "epochs was 2, 3 came"),
        ("linear", SHORT, replace(RESUME, seed=1), "seed was 0, 1 came"),
        ("linear", SHORT, replace(RESUME, threads=7), "threads was 2, 7 came"),
    ],
)
def test_another_training_is_refused_and_what_differs_is_said(
    small: Dataset, cut: Path, model: str, recipe: Recipe, setup: Setup, said: str
) -> None:
    """The run stays as it is and can go on afterwards."""
    said = said.replace("threads was 2", f"threads was {torch.get_num_threads()}")
    with pytest.raises(ConvscopeError, match=f"holds another training: {said}; convscope train --resume"):
        train(small, model=model, out=cut, recipe=recipe, setup=setup)
    assert train(small, model="linear", out=cut, recipe=SHORT, setup=RESUME).record.status == "done"


def test_what_is_not_said_is_the_runs_own(small: Dataset, cut: Path) -> None:
    """Recipe, device and threads need not be said again."""
    run = train(small, model="linear", out=cut, setup=RESUME)
    assert (run.record.status, run.record.epochs) == ("done", 2)


def test_data_that_changed_are_refused(small: Dataset, cut: Path) -> None:
    """One pixel of one picture, or one label; the checkpoint stays."""
    labels, pictures = small.labels.copy(), small.fitted(InputContract(1, 8, 8)).copy()
    labels[0] = (labels[0] + 1) % 10
    pictures[0, 0, 0, 0] ^= 1
    for changed in (replace(small, labels=labels), replace(small, pictures=ArrayPictures(pictures))):
        with pytest.raises(ConvscopeError, match=r"the data of .*run have changed since it was begun"):
            train(changed, model="linear", out=cut, setup=RESUME)
    assert open_run(cut).resumable


def test_a_run_that_is_done_is_given_as_it_is(small: Dataset, tmp_path: Path) -> None:
    """Nothing is trained, and that is said."""
    train(small, model="linear", out=tmp_path / "run", recipe=SHORT)
    before = (tmp_path / "run" / "run.json").read_bytes()
    heard: list[Event] = []
    run = train(small, model="linear", out=tmp_path / "run", recipe=SHORT, setup=RESUME, on_event=heard.append)
    assert run.record.status == "done" and (tmp_path / "run" / "run.json").read_bytes() == before
    (event,) = heard
    assert isinstance(event, Resumed) and "nothing is left to do" in event.notes[0]


def test_where_there_is_no_run_one_is_begun(small: Dataset, tmp_path: Path) -> None:
    """Also where a run was cut off before its first checkpoint: nothing of it is lost."""
    whole = train(small, model="linear", out=tmp_path / "whole", recipe=SHORT, setup=RESUME)
    writer = create_run(tmp_path / "run", whole.record.model_copy(update={"status": "running", "epochs": 0}))
    writer.close()
    run = train(small, model="linear", out=tmp_path / "run", recipe=SHORT, setup=RESUME)
    assert run.record.results == whole.record.results


def test_a_folder_of_something_else_is_never_touched(small: Dataset, tmp_path: Path) -> None:
    """Not by going on either."""
    (tmp_path / "photo.png").touch()
    with pytest.raises(RunExists, match="is not a run"):
        train(small, model="linear", out=tmp_path, recipe=SHORT, setup=RESUME)
    with pytest.raises(BrokenRun):
        resume(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["photo.png"]


def test_what_the_run_does_not_know_is_said(cut: Path) -> None:
    """Data handed over in Python under a known name are not those of that name; without a name there is no way back."""
    with pytest.raises(ConvscopeError, match=r"the data of .*run have changed"):  # the whole digits, not 400 of them
        resume(cut)
    text = (cut / "run.json").read_text()
    (cut / "run.json").write_text(text.replace('"origin": "digits"', '"origin": ""'))
    with pytest.raises(ConvscopeError, match=r"does not say where its data are; .*Setup\(resume=True\)"):
        resume(cut)


def test_a_checkpoint_that_is_not_whole_is_told(small: Dataset, cut: Path) -> None:
    """One line; nothing is begun over it."""
    place = cut / "checkpoint.safetensors"
    place.write_bytes(place.read_bytes()[:-10])
    with pytest.raises(BrokenRun, match=r"checkpoint\.safetensors is not whole"):
        train(small, model="linear", out=cut, recipe=SHORT, setup=RESUME)
    assert not (cut / ".lock").exists()


def test_a_machine_of_fewer_cores_or_another_torch_is_said(
    small: Dataset, cut: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The threads stay those of the run, and so do the numbers."""
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    text = (cut / "run.json").read_text().replace(f'"threads": {torch.get_num_threads()}', '"threads": 3')
    (cut / "run.json").write_text(text.replace(torch.__version__, "2.0.0"))
    heard: list[Event] = []
    train(small, model="linear", out=cut, recipe=SHORT, setup=RESUME, on_event=heard.append)
    (started,) = [event for event in heard if isinstance(event, Started)]
    (resumed,) = [event for event in heard if isinstance(event, Resumed)]
    assert started.threads == 3
    assert resumed.notes[0] == "it was begun with 3 threads, this machine has 2 cores: the same numbers, more slowly"
    assert resumed.notes[1].startswith("it was begun with torch 2.0.0, this is")


def test_a_run_by_its_folder_alone(tmp_path: Path) -> None:
    """With its own data, network, recipe, seed and threads, and the same to the bit as one that was not stopped."""
    setup, recipe = Setup(seed=3, threads=1), Recipe(epochs=2, batch_size=128)
    whole = train("digits", model="linear", out=tmp_path / "whole", recipe=recipe, setup=setup)
    with pytest.raises(Stopped):
        train("digits", model="linear", out=tmp_path / "run", recipe=recipe, setup=setup, on_event=stop)
    run = resume(tmp_path / "run", on_event=lambda _: None)
    assert run.record.results == whole.record.results
    np.testing.assert_array_equal(run.predictions()[0], whole.predictions()[0])


@pytest.fixture
def photos(tree: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of pictures in two classes, with a cache of its own."""
    monkeypatch.setenv("CONVSCOPE_CACHE", str(tmp_path / "cache"))
    return tree(tmp_path / "photos", {"cat": 30, "dog": 30})


def learn(photos: Path, out: Path, on_event: Callable[[Event], None] = lambda _: None, *, goes_on: bool = False) -> Run:
    """Train on the folder, or go on with the run."""
    if goes_on:
        return resume(out, on_event=on_event)
    recipe = Recipe(epochs=2, batch_size=16, size=(16, 16))
    model = "convscope.experiments.subjects:Small(channels=3, side=16, classes=2)"
    return train(str(photos), model=model, out=out, recipe=recipe, on_event=on_event)


def same(one: Run, other: Run) -> bool:
    """Whether two runs came to the same weights."""
    weights = other.weights()
    return all(torch.equal(tensor, weights[name]) for name, tensor in one.weights().items())


@pytest.mark.parametrize("left", [0, 100, 10_000])
def test_a_cache_cut_short_between_stop_and_going_on_is_built_again(photos: Path, tmp_path: Path, left: int) -> None:
    """Nothing is lost: the same weights as without a stop."""
    whole = learn(photos, tmp_path / "whole")
    with pytest.raises(Stopped):
        learn(photos, tmp_path / "run", stop)
    (cache,) = (tmp_path / "cache").rglob("pictures.npy")
    size = cache.stat().st_size
    with cache.open("r+b") as file:
        file.truncate(left)
    assert same(learn(photos, tmp_path / "run", goes_on=True), whole)
    (cache,) = (tmp_path / "cache").rglob("pictures.npy")
    assert cache.stat().st_size == size


def test_a_picture_that_vanishes_between_stop_and_going_on_is_told(photos: Path, tmp_path: Path) -> None:
    """The run stays as it is, and goes on to the same weights once the picture is back."""
    whole = learn(photos, tmp_path / "whole")
    with pytest.raises(Stopped):
        learn(photos, tmp_path / "run", stop)
    kept = (photos / "dog" / "7.png").rename(tmp_path / "7.png")
    with pytest.raises(
        ConvscopeError,
        match=r"the data of .* have changed .*: there were 60 pictures, now there are 59",
    ):
        learn(photos, tmp_path / "run", goes_on=True)
    assert open_run(tmp_path / "run").record.status == "interrupted"
    kept.rename(photos / "dog" / "7.png")
    assert same(learn(photos, tmp_path / "run", goes_on=True), whole)


def test_what_becomes_of_pictures_and_cache_while_it_trains_changes_nothing(photos: Path, tmp_path: Path) -> None:
    """A picture is removed and the cache cut to nothing in the middle of an epoch: the same weights, the same test."""
    whole = learn(photos, tmp_path / "whole")
    done: list[Path] = []

    def spoil(event: Event) -> None:
        if isinstance(event, Step) and not done:
            (photos / "cat" / "3.png").unlink()
            (cache,) = (tmp_path / "cache").rglob("pictures.npy")
            cache.open("wb").close()
            done.append(cache)

    run = learn(photos, tmp_path / "run", spoil)
    assert done and same(run, whole) and run.record.results == whole.record.results


def test_a_cache_cut_while_it_trains_is_told(photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One too large to be read into memory: no signal ends the process, and the run goes on to the same weights."""
    monkeypatch.setattr("convscope.training.prepare.COPIED_BYTES", 0)
    whole = learn(photos, tmp_path / "whole")

    def spoil(event: Event) -> None:
        if isinstance(event, Step) and event.epoch == 2:
            (cache,) = (tmp_path / "cache").rglob("pictures.npy")
            cache.open("wb").close()

    with pytest.raises(ConvscopeError, match=r"pictures\.npy was cut to 0 of .* bytes while .*; .*train --resume"):
        learn(photos, tmp_path / "run", spoil)
    assert open_run(tmp_path / "run").record.status == "failed"
    assert same(learn(photos, tmp_path / "run", goes_on=True), whole)


def test_a_run_goes_on_with_the_resize_mode_that_it_was_begun_with(photos: Path, tmp_path: Path) -> None:
    """Its recipe left it to the network, and what was taken then is not what the network's weights ask for now."""
    recipe = Recipe(epochs=2, batch_size=16, resize="letterbox", head_epochs=0)
    with pytest.raises(Stopped):
        train(str(photos), model="lenet5:mnist", out=tmp_path / "run", recipe=recipe, on_event=stop)
    told = (tmp_path / "run" / "run.json").read_text()
    assert told.count('"resize": "letterbox"') == 2  # in the recipe, and of the pictures
    contract, said, rest = told.partition('"resize": "letterbox"')
    (tmp_path / "run" / "run.json").write_text(contract + said + rest.replace(said, '"resize": null'))
    assert open_run(tmp_path / "run").record.recipe["resize"] is None
    assert learn(photos, tmp_path / "run", goes_on=True).record.contract["resize"] == "letterbox"


def test_a_second_training_into_the_folder_is_told_who_writes_there(small: Dataset, tmp_path: Path) -> None:
    """While the first goes on, whether it would begin, replace or resume; the first ends as if alone."""
    out, said = tmp_path / "run", list[str]()

    def intrude(event: Event) -> None:
        if isinstance(event, Step) and not said:
            for setup in (Setup(), Setup(overwrite=True), RESUME):
                with pytest.raises(RunExists) as told:
                    train(small, model="linear", out=out, recipe=SHORT, setup=setup, on_event=lambda _: None)
                said.append(str(told.value))

    run = train(small, model="linear", out=out, recipe=SHORT, on_event=intrude)
    assert "already holds a run" in said[0]
    assert all(f"is being written by process {os.getpid()}" in one for one in said[1:])
    assert same(run, train(small, model="linear", out=tmp_path / "alone", recipe=SHORT))


def test_a_folder_removed_while_it_trains_is_told(small: Dataset, tmp_path: Path) -> None:
    """In words, at the next thing that is to be written."""

    def remove(event: Event) -> None:
        if isinstance(event, Step):
            shutil.rmtree(tmp_path / "run", ignore_errors=True)

    with pytest.raises(CannotWrite, match=r"run is gone: .* could not be written into it"):
        train(small, model="linear", out=tmp_path / "run", recipe=SHORT, on_event=remove)


def test_a_disk_that_fills_while_it_trains_loses_nothing(
    small: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told; what was kept is whole, and goes on to the same weights when there is room again."""
    whole = train(small, model="linear", out=tmp_path / "whole", recipe=SHORT)
    fsync, full = os.fsync, list[bool]()

    def filled(handle: int) -> None:
        if full:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", filled)

    def fill(event: Event) -> None:
        if isinstance(event, Step) and event.epoch == 2:
            full.append(True)

    with pytest.raises(CannotWrite, match="the disk is full"):
        train(small, model="linear", out=tmp_path / "run", recipe=SHORT, on_event=fill)
    full.clear()
    assert same(train(small, model="linear", out=tmp_path / "run", recipe=SHORT, setup=RESUME), whole)
