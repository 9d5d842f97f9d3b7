"""The verb ``segment``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from convscope.verbs.of_model import OfModel, numbers
from convscope.verbs.verb import Argument, Option, Session

if TYPE_CHECKING:
    from convscope.apply.scenes import Prediction, Segmenting


@dataclass(frozen=True, kw_only=True)
class Segment(OfModel):
    """Labels for every pixel of a scene of any size, exactly as the network would answer on the whole.

    Takes a GeoTIFF, a VRT, a remote COG (https://…), or a picture; writes a Cloud-Optimised GeoTIFF of the same place,
    with overviews, colours and class names. Tiles, their margins and where they begin follow from the network; where a
    layer makes exact tiles impossible, overlapping windows are blended, and the layer is named. Memory does not grow
    with the scene. Killed, the same command goes on and gives the same bytes.
    """

    name: ClassVar[str] = "segment"
    examples: ClassVar[tuple[str, ...]] = (
        "convscope segment runs/fields scene.tif -o labels.tif",
        "convscope segment runs/fields scene.tif -o labels.tif --probabilities p.tif --polygons fields.gpkg",
        "convscope segment net.py:Net sentinel.vrt --weights w.pt --mean 0.5 --std 0.5 --bands 4,3,2 --range 0,3000",
        "convscope segment runs/fields scene.tif -o labels.tif --minimum-area 0.5ha --workers 4",
        "convscope segment runs/fields scene.tif -o labels.tif --ray local --workers 4",
    )

    scene: Annotated[str, Argument("A raster or a picture; a path, or an address.", "SCENE")]
    out: Annotated[str, Option("Labels, a .tif.", "FILE")] = "labels.tif"
    probabilities: Annotated[str | None, Option("Every class's share of each pixel, too, as bytes.", "FILE")] = None
    polygons: Annotated[
        str | None, Option("The labels as polygons with their areas: .gpkg, .fgb, .geojson.", "FILE")
    ] = None
    minimum_area: Annotated[
        str | None, Option("Smaller patches take their largest neighbour's class: 900 (m²), 0.5ha, 12px.", "AREA")
    ] = None
    bands: Annotated[str | None, Option("Bands of the scene that enter, in the order of training.", "N,…")] = None
    range: Annotated[
        str | None, Option("The scene's numbers that were black and white in training; 16-bit needs it.", "LOW,HIGH")
    ] = None
    tile: Annotated[int | None, Option("A tile's side; by default what suits this memory.", "N")] = None
    workers: Annotated[int, Option("Processes that share the work.", "N")] = 1
    ray: Annotated[
        str | None,
        Option("A Ray cluster that does the work, tile by tile: its address, or local, with --workers.", "ADDRESS"),
    ] = None
    overwrite: Annotated[bool, Option("Replace files that are there.")] = False

    def run(self, session: Session) -> Prediction:
        """Segment it."""
        from convscope.apply.scenes import segment
        from convscope.training import Setup
        from convscope.verbs.check_sizes import Counted

        asked = self._asked()  # wrong words are told before the work
        threads = session.threads or (1 if self.ray else None)  # of a task: Ray has room for one a core
        setup = Setup(session.seed, session.device, threads)
        device = setup.torch_device()
        with setup.applied():
            model = self.loaded()
            model = replace(model, module=model.module.to(device))
            return segment(
                model, self.scene, self.out, asked, show=session.show,
                count=lambda done, total: session.show(Counted(done, total, "tiles")),
            )  # fmt: skip

    def _asked(self) -> Segmenting:
        from convscope.apply.scenes import Segmenting

        said: dict[str, Any] = {
            name: getattr(self, name) for name in ("tile", "probabilities", "polygons", "minimum_area")
        }
        said |= {"workers": self.workers, "overwrite": self.overwrite, "ray": self.ray}
        return Segmenting(bands=bands(self.bands), values=span(self.range), **said)

    def python(self) -> str:
        """Write the Python that does the same."""
        usual = {"workers": 1, "overwrite": False}
        given: dict[str, Any] = {
            "bands": _given(self.bands),
            "values": _given(self.range),
        }
        names = ("tile", "probabilities", "polygons", "minimum_area", "workers", "ray", "overwrite")
        given |= {name: getattr(self, name) for name in names if getattr(self, name) != usual.get(name)}
        written = ", ".join(f"{name}={value!r}" for name, value in given.items() if value is not None)
        asked = f", Segmenting({written})" if written else ""
        imported = "from convscope.apply.scenes import Segmenting\n" if written else ""
        return (
            f"import convscope as cs\n{imported}found = cs.segment(cs.load({self.arguments()}), {self.scene!r}, "
            f"{self.out!r}{asked})\nprint(found.classes)"
        )


def _given(text: str | None) -> tuple[Any, ...] | None:
    """Read numbers as Python writes them, or leave the text where they are none."""
    if text is None:
        return None
    try:
        return tuple(int(part) if float(part).is_integer() else float(part) for part in text.split(","))
    except ValueError:
        return (text,)


def bands(text: str | None) -> tuple[int, ...] | None:
    """Read ``4,3,2``."""
    found = _listed(text, "--bands")
    if found is not None and not all(number.is_integer() for number in found):
        from convscope.errors import ConvscopeError

        raise ConvscopeError(f"--bands {text} came", fix="give whole numbers from 1, as in --bands 4,3,2")
    return None if found is None else tuple(map(int, found))


def span(text: str | None) -> tuple[float, float] | None:
    """Read ``0,3000``."""
    found = _listed(text, "--range")
    if found is None:
        return None
    if len(found) != 2 or not found[0] < found[1]:
        from convscope.errors import ConvscopeError

        raise ConvscopeError(f"--range {text} came", fix="give two numbers, black then white, as in --range 0,3000")
    return found[0], found[1]


def _listed(text: str | None, option: str) -> tuple[float, ...] | None:
    found = numbers(text, option)
    return (found,) if isinstance(found, float) else found
