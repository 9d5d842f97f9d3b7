"""From boxes and a detector to a run."""

from pathlib import Path

import pytest
import torch

import convscope as cs
from convscope.errors import ConvscopeError
from convscope.report import of_run
from convscope.runs import Run


def test_a_run_gives_its_detector_back(box_run: Run) -> None:
    """With the best weights, the contract and the classes; its weights are torchvision's own names."""
    model = cs.load(str(box_run.folder))
    assert model.answers == "box" and model.classes == ("blue", "red") and model.trained
    weights = box_run.weights()
    assert all((tensor == weights[name]).all() for name, tensor in model.module.state_dict().items())
    assert "head.classification_head.cls_logits.weight" in weights


def test_another_training_starts_from_it(box_run: Run, tmp_path: Path) -> None:
    """All of the network but what answers learns slower; the classes are the same, so nothing is fresh."""
    run = cs.train(
        box_run.record.origin, model=str(box_run.folder), out=tmp_path / "on",
        recipe={"epochs": "1", "learning_rate": "1e-6", "body_rate": "0.3"}, on_event=lambda _: None,
    )  # fmt: skip
    before, after = box_run.weights(), run.weights()
    name = "head.classification_head.cls_logits.weight"
    assert torch.allclose(before[name], after[name], atol=1e-4) and run.record.start["model"] == str(box_run.folder)


def test_its_report_has_each_class(box_run: Run) -> None:
    """Worst first, and the mean in a sentence."""
    page = of_run(box_run)
    assert "Mean average precision" in page.lead and "over 2 classes on 6 test pictures" in page.lead
    section = next(one for one in page.sections if one.title == "Where it errs")
    table = section.blocks[1]
    assert {row[0] for row in table.rows} == {"red", "blue"}  # type: ignore[union-attr]


def test_what_asks_for_pictures_answers_says_what_to_do(box_run: Run, small_detector: str) -> None:
    """Not with a wrong number."""
    with pytest.raises(ConvscopeError, match=r"answers with boxes; run.boxes\(\) has them"):
        box_run.predictions()
    with pytest.raises(ConvscopeError, match="is a detector: it finds boxes, not a class; convscope detect"):
        cs.predict(str(box_run.folder), str(Path(box_run.record.origin) / "test"))
    with pytest.raises(ConvscopeError, match="is a detector, and there are no boxes in digits"):
        cs.train("digits", model=small_detector, out=box_run.folder.parent / "no")


def test_a_way_of_computing_is_refused(box_run: Run, small_detector: str, tmp_path: Path) -> None:
    """Steps of detectors are the usual ones."""
    with pytest.raises(ConvscopeError, match="--tune bfloat16 came with a detector"):
        cs.train(
            box_run.record.origin, model=small_detector, out=tmp_path / "r", setup=cs.Setup(tune="bfloat16"),
            on_event=lambda _: None,
        )  # fmt: skip
