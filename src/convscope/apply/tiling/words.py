"""Why a network cannot be tiled exactly, in sentences that name the layer."""

from __future__ import annotations

from convscope.errors import ConvscopeError
from convscope.network.description import Layer
from convscope.saying import Words

WORDS = Words(
    whole="{layer} ({operator}{place}) reads the whole picture at once: no tile can answer as the whole does",
    unknown="how {layer} ({operator}{place}) reads its input is not known",
    elsewhere="{layer} ({operator}{place}) moves pixels to other places, or reads them by the picture's size",
    grids="branches that stand on different grids meet at {layer} ({operator}{place})",
    by_size="{layer} ({operator}{place}) works otherwise at another size of the picture",
    by_itself="forward makes numbers of the size of what comes, which is another in tiles",
    no_map="the answer is no map: {layer} gives {shape}",
    other_size="the answer has {answer} places for {picture} pixels; one a pixel is needed",
    inputs="the network takes {inputs} inputs, tiles are cut of one",
    fix_blend="blend overlapping tiles instead, which is not exact",
    fix_pad="pad the scene to {size}, as convscope segment does, and cut its answer back: "
    "torch.nn.functional.pad(scene, (0, {across}, 0, {down}), mode='replicate')",
    fix_answer="choose an answer that is a map, or end the network in an upsampling",
)


class CannotTile(ConvscopeError):
    """A network that no tiles answer exactly for; ``layer`` is the one that forbids it, empty where none does.

    ``name`` is the sentence's in `WORDS`.
    """

    def __init__(self, name: str, layer: Layer | None = None, *, fix: str = "fix_blend", **facts: str | int) -> None:
        """Say it in the words of ``name``, at a layer or about the network."""
        self.name = name
        self.layer = "" if layer is None else layer.name
        if layer is not None:
            facts["layer"] = layer.name
            if name != "no_map":
                facts |= {"operator": layer.operator, "place": f" at {layer.place}" if layer.place else ""}
        super().__init__(WORDS.say(name, **facts), fix=WORDS.say(fix))
