"""Views of two networks side by side."""

from dataclasses import replace

import numpy as np
import pytest
from torch import Tensor, nn

from convscope.data import Dataset
from convscope.draw import View
from convscope.errors import ConvscopeError
from convscope.loading import load
from convscope.look import answers, beside, maps
from convscope.model import Model


def view(number: float, *, tiles: int = 1, legend: str = "unsigned", captions: tuple[str, ...] = ()) -> View:
    return View(np.full((tiles, 2, 2), number), "maps", "conv", "Read it so.", legend, captions)  # type: ignore[arg-type]


class Nothing(nn.Module):
    """Gives no row."""

    def forward(self, images: Tensor) -> Tensor:
        """Cut all away."""
        return images.relu()[:0]


def test_a_pair_is_on_one_scale_with_its_difference() -> None:
    """3 and 1: rows from 0 to 3, apart by 2; of 3 and -1 both are signed."""
    pair, difference = beside(view(3), view(1), names=("new", "old"))
    assert pair.array[:, 0, 0].tolist() == [3, 1] and pair.range == (0, 3) and pair.columns == 1
    assert pair.captions == ("new", "old") and pair.sentence == "Read it so."
    assert difference.array.tolist() == [[[2, 2], [2, 2]]] and difference.legend == "signed"
    assert difference.sentence == "new less old: at most 2 apart, 2 on average."
    assert beside(view(3), view(-1, legend="signed"))[0].range == (-3, 3)


def test_tiles_are_paired_by_their_numbers() -> None:
    """Channels 4 and 7 of one, 7 and 9 of the other: 7 alone."""
    one = View(np.arange(8.0).reshape(2, 2, 2), "maps", "conv", "", "unsigned", ("4", "7"))
    other = View(np.full((2, 2, 2), 1.0), "maps", "conv", "", "unsigned", ("7", "9"))
    pair, difference = beside(one, other)
    assert pair.captions == ("this 7", "the other 7") and difference.captions == ("7",)
    np.testing.assert_array_equal(difference.array, one.array[1:] - 1)


def test_of_many_tiles_those_that_differ_most_are_shown() -> None:
    """Twelve of twenty, in their order, the others counted."""
    one = View(
        np.arange(20.0)[:, None, None] * np.ones((1, 2, 2)), "maps", "c", "", "unsigned", tuple(map(str, range(20)))
    )
    other = View(np.zeros((20, 2, 2)), "maps", "c", "", "unsigned", tuple(map(str, range(20))))
    pair, difference = beside(one, other)
    assert difference.captions == tuple(map(str, range(8, 20))) and (pair.hidden, difference.hidden) == (8, 8)


def test_of_two_real_networks(model: Model, digits: Dataset) -> None:
    """Trained LeNet-5 and one of random weights: every layer's maps, and numpy's difference of them."""
    random = load("lenet5")
    picture = digits.pictures[3]
    found = beside(maps(model, picture), maps(random, picture))
    ours, theirs = ({view.layer: view for view in maps(one, picture)} for one in (model, random))
    assert [view.layer for view in found[::2]] == list(ours)
    conv = next(view for view in found if view.layer == "conv1" and view.method.startswith("difference"))
    np.testing.assert_allclose(conv.array, ours["conv1"].array - theirs["conv1"].array, atol=1e-6)


def test_answers_are_the_networks(model: Model, digits: Dataset) -> None:
    """Its logits, and the class of the largest in words."""
    picture = digits.pictures[3]
    shown = answers(model, picture)
    scores = model.scores(model.fit(picture)[None])[0]
    np.testing.assert_allclose(shown.array[0, 0], scores)
    assert f"the largest is {model.classes[scores.argmax()]}" in shown.sentence


def test_an_answer_of_nothing_is_told(model: Model, digits: Dataset) -> None:
    """A detector that finds no box."""
    nothing = replace(model, module=Nothing())
    with pytest.raises(ConvscopeError, match="answers this picture with nothing; give another picture"):
        answers(nothing, digits.pictures[0])
    assert [view.layer for view in maps(nothing, digits.pictures[0])] == ["relu"]


def test_what_has_no_fellow_is_left_out_or_told() -> None:
    """Another shape, another layer; pictures stand once, colours have no difference."""
    picture = View(np.ones((1, 2, 2, 3)), "the picture", "", "", "picture")
    kernels = View(np.ones((1, 2, 2, 3)), "kernels", "conv", "", "picture")
    found = beside([picture, kernels, view(1)], [picture, kernels])
    assert [one.method for one in found] == ["the picture", "kernels"] and len(found[1].array) == 2
    with pytest.raises(ConvscopeError, match="no view in common"):
        beside([picture, view(1)], View(np.ones((1, 3, 3)), "maps", "conv", "", "unsigned"))
