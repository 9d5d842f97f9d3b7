"""Which pictures int8 is calibrated on."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convscope.data import load_dataset
from convscope.errors import ConvscopeError
from convscope.model import Model
from convscope.ship.calibration import of_dataset, of_named, told_on


def test_the_three_parts_have_their_uses(tiny: Model) -> None:
    """Ranges from training pictures, decisions on validation, telling on all of test; no picture is in two."""
    found, split = of_named(tiny, "digits"), load_dataset("digits").split(0)
    assert found.validation is not None and found.test is not None and len(found.calibration_NHWC) == 256
    assert len(found.validation.pictures_NHWC) == len(split.validation)
    assert len(found.test.pictures_NHWC) == len(split.test)
    fitted, labels = load_dataset("digits").fitted(tiny.contract), load_dataset("digits").labels
    np.testing.assert_array_equal(found.test.pictures_NHWC, fitted[np.sort(split.test)])
    assert found.test.labels is not None
    np.testing.assert_array_equal(found.test.labels, labels[np.sort(split.test)])


def test_classes_are_matched_by_name(tiny: Model) -> None:
    """Of a model that numbers them otherwise labels are its numbers; of one that lacks some the float answer counts."""
    turned = of_dataset(replace(tiny, classes=tuple("9876543210")), load_dataset("digits")).test
    plain = of_dataset(tiny, load_dataset("digits")).test
    assert turned is not None and turned.labels is not None and plain is not None and plain.labels is not None
    np.testing.assert_array_equal(turned.labels, 9 - plain.labels)
    other = of_dataset(replace(tiny, classes=("cat", "dog")), load_dataset("digits")).test
    assert other is not None and other.labels is None and other.measure == "agreement with float"


def test_a_folder_without_classes_is_pictures(tiny: Model, tmp_path: Path) -> None:
    """Each brought to the network's size; an empty one is told."""
    for number in range(3):
        Image.fromarray(np.full((9, 12, 3), number, np.uint8)).save(tmp_path / f"{number}.png")
    assert of_named(tiny, str(tmp_path)).calibration_NHWC.shape == (3, 8, 8, 1)
    judged = told_on(tiny, str(tmp_path))
    assert judged.labels is None and len(judged.pictures_NHWC) == 3
    (tmp_path / "empty").mkdir()
    with pytest.raises(ConvscopeError, match="holds no pictures"):
        of_named(tiny, str(tmp_path / "empty"))
