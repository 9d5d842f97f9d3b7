"""Networks at work on pictures of any size.

In: a network and a picture, or a scene that no memory holds. Out: what the network says of it, pixel by pixel.
`tiling/` cuts a scene so that the pieces answer what the whole would, `scenes/` labels rasters; `pictures/` classifies
files, `detection/` finds objects on them, `retrieval/` finds pictures that look alike.
"""

from convscope.apply.tiling import CannotTile, Plan, Proof, plan, prove, tiled

__all__ = ["CannotTile", "Plan", "Proof", "plan", "prove", "tiled"]
