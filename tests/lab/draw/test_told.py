"""What a network answers, by kind."""

import numpy as np
import pytest
import torch

from convscope.lab.draw.told import told
from convscope.model import Model
from convscope.picture import InputContract

PICTURE = np.zeros((8, 8, 3), np.uint8)


def model(classes: tuple[str, ...] = ()) -> Model:
    return Model(torch.nn.Identity(), InputContract(3, 8, 8), classes, "net")


def test_ten_classes_stay_in_order_and_of_many_the_likeliest_lead() -> None:
    """With names where there are some, shares by softmax."""
    few = told(model(("a", "b", "c")), PICTURE, torch.tensor([[0.0, 2.0, 1.0]]))
    assert [row["name"] for row in few["rows"]] == ["a", "b", "c"] and few["count"] == 3
    assert sum(row["share"] for row in few["rows"]) == pytest.approx(1)
    many = told(model(), PICTURE, torch.arange(1000.0)[None])
    assert [row["index"] for row in many["rows"]] == list(range(999, 989, -1)) and many["count"] == 1000


def test_pictures_labels_numbers_and_the_rest() -> None:
    """A painting is clipped to 0 … 1, or stretched and said so; labels have shares; other shapes are told."""
    painting = told(model(), PICTURE, torch.rand(1, 3, 8, 8))
    assert (painting["kind"], painting["low"], painting["high"]) == ("painting", 0, 1)
    stretched = told(model(), PICTURE, torch.tensor([[[[-5.0, 20.0]]]]))
    assert (stretched["low"], stretched["high"]) == (-5, 20)
    labels = told(model(("sky", "land")), PICTURE, torch.tensor([[[[1.0, 0.0]], [[0.0, 1.0]]]]))
    assert labels["kind"] == "pixels" and [row["share"] for row in labels["rows"]] == [0.5, 0.5]
    assert told(model(), PICTURE, torch.tensor([[3.5]]))["rows"][0]["score"] == 3.5
    assert told(model(), PICTURE, torch.zeros(1, 2, 3, 4, 5))["shape"] == "2×3×4×5"
    assert "str" in told(model(), PICTURE, "words")["why"]
