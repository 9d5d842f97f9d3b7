"""Where a run that answers every pixel errs."""

import signal
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from convscope.data import Dataset, load_folder
from convscope.report import of_run
from convscope.report.blocks import Facts, Matrix, Scores, Tiles
from convscope.report.sections import pixels
from convscope.runs import Run
from convscope.training import Event, Recipe, Setup, Step, train
from convscope.training.pixel_scores import class_iou
from convscope.training.train import Stopped


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Dataset]:
    """A tiny U-Net on a few pictures whose brightness is their class."""
    folder, random = tmp_path_factory.mktemp("bright"), np.random.default_rng(0)
    for kind in ("images", "masks"):
        (folder / kind).mkdir()
    for number in range(12):
        mask = random.integers(0, 2, (4, 4)).astype(np.uint8).repeat(4, 0).repeat(4, 1)
        Image.fromarray(mask * 120 + 60).convert("RGB").save(folder / "images" / f"{number}.png")
        Image.fromarray(mask).save(folder / "masks" / f"{number}.png")
    dataset = load_folder(folder, on_note=lambda _: None)
    run = train(
        dataset, model="unet(width=4,depth=1)", out=folder / "run", setup=Setup(tune="off"),
        recipe=Recipe(epochs=6, batch_size=2, learning_rate=0.02),
    )  # fmt: skip
    return run, dataset


def test_its_figures_are_the_runs(trained: tuple[Run, Dataset]) -> None:
    """Mean IoU, the confusion in pixels, IoU a class, the worst and the best pictures."""
    run, dataset = trained
    blocks = pixels(run, dataset).blocks
    (facts,) = [block for block in blocks if isinstance(block, Facts)]
    assert facts.facts[0] == (f"{run.record.results['test_mean_iou']:.2%}", "mean IoU")
    (matrix,) = [block for block in blocks if isinstance(block, Matrix)]
    assert matrix.view.array.sum() == 16 * 16 * len(dataset.test)
    (scores,) = [block for block in blocks if isinstance(block, Scores)]
    assert scores.scores["IoU"] == pytest.approx(class_iou(run.labelled()[1]).tolist())
    assert [block.title for block in blocks if isinstance(block, Tiles)] == ["worst pictures", "best pictures"]


def test_what_is_as_plain_as_that_is_learnt(trained: tuple[Run, Dataset]) -> None:
    """The best epoch is that of the best mean IoU on validation, and the page leads with the test's."""
    run, dataset = trained
    assert run.record.answers == "pixel" and run.record.results["test_mean_iou"] > 0.8
    best = max(run.metrics, key=lambda line: (line["validation_mean_iou"], -line["validation_loss"]))
    assert run.record.best_epoch == best["epoch"]
    page = of_run(run, dataset)
    assert page.lead.startswith(f"Mean IoU {run.record.results['test_mean_iou']:.2%} over 2 classes")
    assert [section.title for section in page.sections][2] == "Where it errs"


def test_stopped_it_goes_on_to_the_same_bits(trained: tuple[Run, Dataset]) -> None:
    """Masks move by the same amounts as their pictures, and as they would have."""
    run, dataset = trained
    recipe = Recipe(epochs=2, batch_size=2, flip=0.5, scale=1.5)
    setup = Setup(tune="off", threads=1, resume=True)

    def to(name: str, stop: Callable[[Event], None] = lambda _: None) -> Run:
        return train(
            dataset, model="unet(width=4,depth=1)", out=run.folder.parent / name, recipe=recipe, setup=setup,
            on_event=stop,
        )  # fmt: skip

    met = iter(range(100))

    def stop(event: Event) -> None:
        if isinstance(event, Step) and next(met) == 3:
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(Stopped):
        to("stopped", stop)
    whole, resumed = to("whole"), to("stopped")
    assert resumed.record.results == whole.record.results
    for name in ("weights.safetensors", "predictions.safetensors"):
        assert (resumed.folder / name).read_bytes() == (whole.folder / name).read_bytes()
