"""The zoo as plain `torch.nn.Module`s, and any spelled module: ``lenet5``, ``timm:resnet18``, ``net.py:Net(width=32)``.

In: a spelling. Out: a `Built` module with the input shape it is made for, where known.
Start at `spelling.py`; `spelled.py` takes a spelling apart, `libraries.py` and `usercode.py` find the network.
A zoo model is one file under `zoo/`, listed in `registry.py`, which enrols it in shared tests.
"""

from convscope.models.registry import ZOO, Entry
from convscope.models.spelling import Built, build

__all__ = ["ZOO", "Built", "Entry", "build"]
