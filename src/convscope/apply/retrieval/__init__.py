"""Pictures found by what they look like to a network.

In: folders of pictures and a network. Out: an index of features that is kept, and what lies near a picture in it.
Start at `building.py`, then `index.py`; `features.py` says what a picture's features are, `kept.py` what lies on the
disk.
"""

from convscope.apply.retrieval.building import By, Indexed, build_index
from convscope.apply.retrieval.index import PictureIndex, open_index
from convscope.apply.retrieval.looked_up import Duplicates, Found, Hit

__all__ = ["By", "Duplicates", "Found", "Hit", "Indexed", "PictureIndex", "build_index", "open_index"]
