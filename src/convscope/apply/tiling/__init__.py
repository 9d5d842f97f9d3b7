"""Run a network piece by piece, exactly.

In: a module and the size of a scene. Out: a `Plan` of tiles, each with what must be read for it, and the answer on the
whole scene. Start at `plan.py`; `following.py` follows one axis of the answer back to the pixels, `reading.py` says
what a run of positions reads through one relation, `grids.py` where tiles may begin, `resizing.py` makes resizes in a
tile as they are in the whole.
"""

from convscope.apply.tiling.plan import Plan, Tile, plan
from convscope.apply.tiling.proof import Proof, prove
from convscope.apply.tiling.tiled import tiled
from convscope.apply.tiling.words import CannotTile

__all__ = ["CannotTile", "Plan", "Proof", "Tile", "plan", "prove", "tiled"]
