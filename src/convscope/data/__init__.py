"""Pictures with labels, split once, and batches of them on the device.

In: a name (``digits``). Out: a `Dataset` whose pictures are uint8, with train, validation and test indices; batches of
uint8 tensors, augmented on the device. Start at `named.py`.
"""

from convscope.data.augment import Augmentation, augment
from convscope.data.dataset import ArrayPictures, Dataset, Indices, Pictures, Skipped, Split
from convscope.data.named import NAMES, load_dataset
from convscope.data.statistics import channel_statistics

__all__ = [
    "NAMES",
    "ArrayPictures",
    "Augmentation",
    "Dataset",
    "Indices",
    "Pictures",
    "Skipped",
    "Split",
    "augment",
    "channel_statistics",
    "load_dataset",
]
