"""The 1,797 handwritten digits that scikit-learn carries: real data that are always there.

E. Alpaydin, C. Kaynak: Optical Recognition of Handwritten Digits, UCI 1998. 8 × 8 pictures of 17 grey levels, white ink
on black.
"""

from __future__ import annotations

import numpy as np

from convscope.data.dataset import ArrayPictures, Dataset

TEST_SHARE = 0.2
TEST_SEED = 0  # the test pictures are the same for every run; a run's seed moves the validation part only


def digits() -> Dataset:
    """Load the digits with 360 of them, the same share of each class, fixed as the test set."""
    from sklearn.datasets import load_digits  # 60 MB that other data do not need
    from sklearn.model_selection import train_test_split

    raw = load_digits()
    grey = np.round(raw.images * (255.0 / 16.0)).astype(np.uint8)[..., None]
    labels = raw.target.astype(np.int64)
    everything = np.arange(len(labels))
    _, test = train_test_split(everything, test_size=TEST_SHARE, random_state=TEST_SEED, stratify=labels)
    return Dataset("digits", ArrayPictures(grey), labels, tuple(str(digit) for digit in range(10)), np.sort(test))
