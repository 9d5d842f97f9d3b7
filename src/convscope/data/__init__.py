"""Pictures with labels, split once, and batches of them on the device.

In: a name (``digits``), a folder, a table, a torch data set. Out: a `Dataset` whose pictures are uint8, with train,
validation and test indices, from a cache decoded once; batches augmented on the device. Start at `named.py` and
`folder.py`; `recognise.py` says what a folder is.
"""

from convscope.data.augment import Augmentation, augment, augment_both
from convscope.data.crops import Border
from convscope.data.dataset import VALIDATION, ArrayPictures, Dataset, Indices, Pictures, Skipped, Split
from convscope.data.files import FilePictures
from convscope.data.flips import flip_alternately
from convscope.data.folder import load_folder
from convscope.data.kept import CacheEntry, cache_root, clear_caches, list_caches
from convscope.data.mixing import mix
from convscope.data.named import NAMES, is_here, load_dataset
from convscope.data.notes import Hear, Noted, say
from convscope.data.overview import Contents, Overview, overview
from convscope.data.own import dataset_from
from convscope.data.recognise import recognise
from convscope.data.recognised import Recognised
from convscope.data.statistics import channel_statistics

__all__ = [
    "NAMES",
    "VALIDATION",
    "ArrayPictures",
    "Augmentation",
    "Border",
    "CacheEntry",
    "Contents",
    "Dataset",
    "FilePictures",
    "Hear",
    "Indices",
    "Noted",
    "Overview",
    "Pictures",
    "Recognised",
    "Skipped",
    "Split",
    "augment",
    "augment_both",
    "cache_root",
    "channel_statistics",
    "clear_caches",
    "dataset_from",
    "flip_alternately",
    "is_here",
    "list_caches",
    "load_dataset",
    "load_folder",
    "mix",
    "overview",
    "recognise",
    "say",
]
