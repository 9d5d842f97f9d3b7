"""Which pictures validation gets."""

import numpy as np
import pytest
from sklearn.model_selection import train_test_split

from convscope.data.strata import held_out
from convscope.errors import ConvscopeError


@pytest.mark.parametrize("seed", range(40))
def test_it_draws_what_scikit_learn_draws(seed: int) -> None:
    """Even and uneven classes, with numbers that are missing, and without classes."""
    chance = np.random.default_rng(seed)
    count, classes = int(chance.integers(60, 400)), int(chance.integers(2, 8))
    labels = chance.choice(classes, count, p=chance.dirichlet(np.full(classes, 3.0))) * 2
    rare = np.unique(labels, return_counts=True)
    labels = np.concatenate([labels, *(np.repeat(number, 2) for number in rare[0])])
    share = float(chance.uniform(0.1, 0.5))
    everything = np.arange(len(labels))
    _, expected = train_test_split(everything, test_size=share, random_state=seed, stratify=labels)
    assert held_out(labels, len(labels), share, seed).tolist() == sorted(expected.tolist())
    _, plain = train_test_split(everything, test_size=share, random_state=seed)
    assert held_out(None, len(labels), share, seed).tolist() == sorted(plain.tolist())


def test_few_pictures_of_many_classes_are_parted_as_far_as_they_go() -> None:
    """More classes than validation pictures: some class is not among them; one picture alone is refused."""
    assert len(held_out(np.repeat(np.arange(10), 2), 20, 0.15, 0)) == 3
    with pytest.raises(ConvscopeError, match="1 picture came"):
        held_out(None, 1, 0.15, 0)
