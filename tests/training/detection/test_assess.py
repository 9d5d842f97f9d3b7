"""How a detector answers a part of the data."""

import numpy as np
import pytest
import torch

from convscope.models.detectors import Found
from convscope.picture import InputContract
from convscope.picture.placing import placing
from convscope.runs import Run
from convscope.training.detection.assess import on_picture


def test_boxes_are_brought_to_the_picture_and_those_beside_it_are_gone() -> None:
    """The input is 64 × 64, the picture, of 32 × 64, lies in its middle."""
    place = placing(32, 64, InputContract(3, 64, 64, "letterbox"))
    edges = torch.tensor([[10.0, 20, 30, 40], [0, 0, 64, 10]])
    told = on_picture(Found(edges, torch.tensor([0.9, 0.8]), torch.tensor([1, 0])), place, 7)
    assert told.edges.tolist() == [[10, 4, 30, 24]] and told.pictures.tolist() == [7] and told.classes.tolist() == [1]


def test_the_test_part_was_answered_once_and_kept(box_run: Run) -> None:
    """What is kept, measured again, gives the results; boxes lie on their pictures."""
    from convscope.data import load_dataset
    from convscope.training.detection.scores import FoundBoxes, mean_average_precision

    kept = box_run.boxes()
    found = FoundBoxes(kept["boxes"], kept["scores"], kept["classes"], kept["pictures"])
    dataset = load_dataset(box_run.record.origin, on_note=lambda _: None)
    assert dataset.boxes is not None
    again = mean_average_precision(dataset.boxes, kept["indices"].tolist(), found, classes=2)
    assert again.map_50 == pytest.approx(box_run.record.results["test_map_50"])
    assert again.map == pytest.approx(box_run.record.results["test_map"])
    assert np.allclose(again.each_50, kept["each_50"]) and set(found.pictures) <= set(kept["indices"])
    assert found.edges.min() >= 0 and found.edges.max() <= 64
