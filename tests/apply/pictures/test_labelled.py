"""Labelled pictures on which a confidence is chosen."""

from pathlib import Path

import numpy as np
import pytest

from convscope.apply.pictures.labelled import Labelled, of_run, validation_logits
from convscope.apply.pictures.quick import answers_of
from convscope.data import load_dataset
from convscope.errors import ConvscopeError
from convscope.model import Model
from convscope.runs import open_run
from convscope.training import Recipe, Setup, train


def test_the_validation_part_alone_is_answered_in_the_networks_numbers(model: Model, colours: Path) -> None:
    """Folders named blue and red, of a network whose classes are red, green and blue: labels are 2 and 0."""
    for name, count in (("blue", 5), ("red", 4)):
        for part in ("train", "val", "test"):
            (colours / part / name).mkdir(parents=True)
            for number in range(count):
                source = (colours / f"{3 * (number % 4) + (2 if name == 'blue' else 0):02}-{name}.png").read_bytes()
                (colours / part / name / f"{part}{number}.png").write_bytes(source + part.encode())
    for file in colours.glob("*.png"):
        file.unlink()
    dataset = load_dataset(str(colours), on_note=lambda _: None)
    with answers_of(model) as (answer,):
        logits, labels, told = validation_logits(Labelled(dataset), model.classes, model.fit, answer, batch=4)
    assert labels.tolist() == [2] * 5 + [0] * 4 and (logits.argmax(1) == labels).all()
    assert told == "validation pictures of colours"


def test_labels_that_are_no_classes_are_told(model: Model) -> None:
    """With those that are."""
    digits = load_dataset("digits")
    with pytest.raises(ConvscopeError, match=r"no classes of the network: 0, 1, 2 …; name its folders .* red, green"):
        validation_logits(Labelled(digits), model.classes, model.fit, _never, batch=4)


def test_a_runs_own_data_are_split_as_they_were(tmp_path: Path) -> None:
    """Its seed is kept; data handed over in Python cannot be had again."""
    quick = Setup(tune="off")
    run = train("digits", model="linear", out=tmp_path / "a", recipe=Recipe(epochs=1), setup=quick)
    labelled = of_run(run)
    assert labelled.dataset.name == "digits" and labelled.seed == run.record.seed
    record = run.record.model_copy(update={"data": "mine", "origin": ""})
    (run.folder / "run.json").write_text(record.model_dump_json())
    with pytest.raises(ConvscopeError, match="handed over in Python; say labelled pictures with --calibrate"):
        of_run(open_run(run.folder))


def _never(_: np.ndarray) -> np.ndarray:
    raise AssertionError
