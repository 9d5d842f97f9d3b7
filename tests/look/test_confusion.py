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
