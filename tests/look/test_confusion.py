"""The confusion matrix."""

import numpy as np
from sklearn.metrics import confusion_matrix

from convscope.data import Dataset
from convscope.look import confusion
from convscope.runs import Run


def test_it_is_scikit_learns(run: Run, digits: Dataset) -> None:
    """Rows true classes, columns answers, counts of the test pictures; the sentence has the number right."""
    logits, indices = run.predictions()
    view = confusion(run, digits)
    expected = confusion_matrix(digits.labels[indices], logits.argmax(1), labels=range(10))
    np.testing.assert_array_equal(view.array[0], expected)
    assert f"{np.trace(expected)} of 360" in view.sentence


def test_it_is_counts_with_the_classes_for_names(run: Run, digits: Dataset) -> None:
    """One tile, as many rows and columns as classes, every test picture in it, coloured from zero."""
    view = confusion(run, digits)
    assert view.array.shape == (1, 10, 10) and view.array.sum() == 360
    assert view.captions == digits.classes and view.legend == "unsigned" and view.range[0] == 0
