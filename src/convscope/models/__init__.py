"""The zoo as plain `torch.nn.Module`s, and any spelled module: ``lenet5``, ``torchvision:resnet18``, ``net.py:Net``.

In: a spelling. Out: a `Built` module with the input shape it is made for, where known.
Start at `spelling.py`; a zoo model is one file under `zoo/`, listed in `registry.py`, which enrols it in shared tests.
"""

from convscope.models.registry import ZOO, Entry
from convscope.models.spelling import Built, build

__all__ = ["ZOO", "Built", "Entry", "build"]
