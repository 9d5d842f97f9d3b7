"""The verb ``detect``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

from convscope.verbs.of_model import OfModel
from convscope.verbs.verb import Argument, Option, Session

if TYPE_CHECKING:
    from convscope.apply.detection import Detecting, Detections


@dataclass(frozen=True, kw_only=True)
class Detect(OfModel):
    """Which objects are on pictures, and where: a box around each, by any detector.

    MODEL is a run of a detector (convscope train FOLDER --model "fcos(backbone='pretrained')"), or one of torchvision's
    with weights. Pictures are files, folders with all below them, patterns in quotes, or - for a list on standard
    input. A file that cannot be read is reported and stops nothing; the exit code is 1 then.

    With --tile a large picture is cut into tiles that overlap, so that small objects are not shrunk away: give about
    the side that training pictures had. A picture that fits into one tile has the very boxes that it has without.
    """

    name: ClassVar[str] = "detect"
    examples: ClassVar[tuple[str, ...]] = (
        "convscope detect runs/digits photos/",
        "convscope detect runs/digits photos/ --confidence 0.3 --out boxes.json --overlay seen/ --sheet sheet.png",
        "convscope detect runs/digits large.jpg --tile 160 --out boxes.csv",
        "convscope detect torchvision:ssdlite320_mobilenet_v3_large --weights DEFAULT street.jpg",
    )

    pictures: Annotated[
        tuple[str, ...], Argument("Files, folders, patterns, or - for a list on stdin.", "PICTURES…")
    ] = ()
    confidence: Annotated[float, Option("Leave out what is less sure, 0 to 1.", "SHARE")] = 0.5
    tile: Annotated[int | None, Option("Cut larger pictures into tiles of this side.", "PIXELS")] = None
    overlap: Annotated[
        int | None, Option("By what tiles overlap: the largest object; by default a quarter.", "PIXELS")
    ] = None
    one_class: Annotated[bool, Option("Of boxes on one another keep the surest, whatever its class.")] = False
    out: Annotated[str | None, Option("Write the boxes: .json (COCO) or .csv.", "FILE")] = None
    overlay: Annotated[str | None, Option("Write each picture with its boxes drawn on it.", "DIR")] = None
    sheet: Annotated[str | None, Option("A contact sheet of pictures with their boxes, a .png.", "FILE")] = None

    def run(self, session: Session) -> Detections:
        """Find them."""
        from convscope.apply.detection import detect
        from convscope.apply.detection.detect import Stopped
        from convscope.apply.detection.overlay import check_folder
        from convscope.apply.detection.writing import check_out
        from convscope.apply.pictures.contact_sheet import check_sheet
        from convscope.training import Setup
        from convscope.verbs.check_sizes import Counted

        if self.out is not None:
            check_out(self.out)
        if self.overlay is not None:
            check_folder(self.overlay)
        if self.sheet is not None:
            check_sheet(self.sheet)
        setup = Setup(session.seed, session.device, session.threads)
        device = setup.torch_device()
        with setup.applied():
            model = self.loaded()
            model = replace(model, module=model.module.to(device))
            try:
                found = detect(
                    model, list(self.pictures), self.asked(), show=session.show,
                    count=lambda done, total: session.show(Counted(done, total, "pictures")),
                )  # fmt: skip
            except Stopped as stopped:
                kept = self._written(stopped.found)
                raise KeyboardInterrupt(f"{stopped}{f', kept in {kept.out}' if kept.out else ''}") from None
        return self._written(found)

    def asked(self) -> Detecting:
        """Give what is asked, as `convscope.detect` takes it."""
        from convscope.apply.detection import Detecting

        return Detecting(self.confidence, self.tile, self.overlap, self.one_class)

    def _written(self, found: Detections) -> Detections:
        """Write the files that were asked for."""
        from convscope.apply.detection.overlay import save_overlays
        from convscope.apply.detection.sheet import detections_sheet
        from convscope.apply.detection.writing import save

        found = replace(found, model=self.model)
        if self.overlay is not None:
            found = replace(found, overlays=save_overlays(found, self.overlay))
        if self.sheet is not None and len(found):
            found = replace(found, sheet=detections_sheet(found).save(Path(self.sheet)))
        return found if self.out is None else replace(found, out=save(found, self.out))

    def python(self) -> str:
        """Write the Python that does the same."""
        usual = {"confidence": 0.5, "tile": None, "overlap": None, "one_class": False}
        given = [f"{name}={getattr(self, name)!r}" for name, value in usual.items() if getattr(self, name) != value]
        lines = ["import convscope as cs"]
        if given:
            lines.append("from convscope.apply.detection import Detecting")
        if self.out is not None:
            lines.append("from convscope.apply.detection.writing import save")
        if self.overlay is not None:
            lines.append("from convscope.apply.detection.overlay import save_overlays")
        if self.sheet is not None:
            lines.append("from convscope.apply.detection.sheet import detections_sheet")
        spelled = f"cs.load({self.arguments()})" if self.said() else repr(self.model)
        asked = f", Detecting({', '.join(given)})" if given else ""
        lines.append(f"found = cs.detect({spelled}, {list(self.pictures)!r}{asked})")
        if self.out is not None:
            lines.append(f"save(found, {self.out!r})")
        if self.overlay is not None:
            lines.append(f"save_overlays(found, {self.overlay!r})")
        if self.sheet is not None:
            lines.append(f"detections_sheet(found).save({self.sheet!r})")
        lines.append("for one in found:\n    print(one.path, [(box.name, box.edges) for box in one.boxes])")
        return "\n".join(lines)
