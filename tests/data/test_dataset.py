"""A data set and its split."""

import numpy as np

from convscope.data import ArrayPictures, Dataset, load_dataset
from convscope.picture import InputContract, fit


def made(labels: list[int], **parts: object) -> Dataset:
    pictures = ArrayPictures(np.zeros((len(labels), 2, 2, 1), np.uint8))
    given = {"test": np.array([0, 1]), **parts}
    return Dataset("made", pictures, np.array(labels), ("a", "b"), **given)  # type: ignore[arg-type]


def test_the_parts_are_disjoint_and_cover_everything() -> None:
    """Train, validation and test share no picture and leave none out."""
    dataset = load_dataset("digits")
    split = dataset.split(3)
    together = np.concatenate([split.train, split.validation, split.test])
    np.testing.assert_array_equal(np.sort(together), np.arange(1797))


def test_the_seed_moves_validation_and_never_test() -> None:
    """The same seed gives the same split, another one another validation part and the same test part."""
    dataset = load_dataset("digits")
    one, again, other = dataset.split(0), dataset.split(0), dataset.split(1)
    np.testing.assert_array_equal(one.validation, again.validation)
    assert set(one.validation) != set(other.validation)
    np.testing.assert_array_equal(one.test, other.test)


def test_each_class_gives_its_share_to_validation() -> None:
    """The cut is stratified: the shares of the classes differ by a picture at most."""
    dataset = load_dataset("digits")
    counts = np.bincount(dataset.labels[dataset.split(0).validation])
    assert counts.max() - counts.min() <= 1


def test_a_given_validation_part_is_kept() -> None:
    """Data that come with a validation part are not cut again, whatever the seed."""
    dataset = made([0, 1, 0, 1, 0, 1], validation=np.array([2, 3]))
    for seed in (0, 1):
        split = dataset.split(seed)
        assert split.validation.tolist() == [2, 3] and split.train.tolist() == [4, 5]


def test_a_class_of_one_picture_does_not_stop_the_cut() -> None:
    """Where a class is too small to be on both sides, the cut is made without regard to classes."""
    split = made([0] * 9 + [1], test=np.array([0])).split(0)
    assert len(split.train) + len(split.validation) == 9


def test_fitting_is_the_way_a_picture_in_use_takes() -> None:
    """Each fitted picture equals what `convscope.picture.fit` makes of it."""
    dataset, contract = load_dataset("digits"), InputContract(3, 20, 16)
    fitted = dataset.fitted(contract)
    assert fitted.shape == (1797, 20, 16, 3)
    np.testing.assert_array_equal(fitted[7], fit(dataset.pictures[7], contract))
