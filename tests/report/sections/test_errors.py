"""Where a run errs."""

from pathlib import Path

from convscope.data import Dataset
from convscope.report import Matrix, Prose, Scores, Table, Tiles
from convscope.report.sections import errors
from convscope.report.sections.errors import MOST_ROWS
from convscope.runs import Run
from convscope.training import Recipe, train


def test_few_classes_have_a_matrix_of_numbers(run: Run, digits: Dataset) -> None:
    """Then the scores of each class, then the most wrong."""
    matrix, scores, _, tiles = errors(run, digits).blocks
    assert isinstance(matrix, Matrix) and isinstance(scores, Scores) and isinstance(tiles, Tiles)
    assert scores.names == list("0123456789") and sum(scores.counts) == 360
    assert set(scores.scores) == {"precision", "recall", "F1"}


def test_many_classes_are_bounded(many: Dataset, tmp_path: Path) -> None:
    """150 classes: a map of pixels, the twenty pairs confused most, the forty worst classes."""
    run = train(many, model="linear", out=tmp_path / "run", recipe=Recipe(epochs=1))
    blocks = errors(run, many).blocks
    assert isinstance(blocks[0], Tiles) and blocks[0].view.array.shape == (1, 150, 150)
    (pairs,) = (block for block in blocks if isinstance(block, Table))
    (scores,) = (block for block in blocks if isinstance(block, Scores))
    assert len(pairs.rows) == 20 and len(scores.names) == MOST_ROWS
    assert any(isinstance(block, Prose) and "Of 150 classes the 40" in block.text for block in blocks)


def test_several_labels_have_no_matrix(several_run: Run, several: Dataset) -> None:
    """Average precision comes first."""
    scores = errors(several_run, several).blocks[0]
    assert isinstance(scores, Scores) and next(iter(scores.scores)) == "average precision"
