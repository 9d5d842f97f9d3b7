"""The verb ``predict``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from convscope.verbs.of_model import OfModel
from convscope.verbs.verb import Argument, Option, Session

if TYPE_CHECKING:
    from convscope.apply.pictures import Predicting, Predictions
    from convscope.model import Model
    from convscope.runtime import OnnxModel

FORMATS = ("table", "csv", "jsonl")


@dataclass(frozen=True)
class Said:
    """Predictions written for other programs."""

    found: Predictions
    format: str

    @property
    def failed(self) -> bool:
        """Whether a file could not be read."""
        return self.found.failed

    @property
    def text(self) -> str:
        """The lines."""
        from convscope.apply.pictures.writing import FORMATS as WRITTEN

        return WRITTEN[self.format](self.found).rstrip("\n")

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return self.found.as_dict()


@dataclass(frozen=True, kw_only=True)
class Predict(OfModel):
    """What is on pictures: the best classes of each, by any network, thousands of them in one go.

    Pictures are files, folders with all below them, patterns in quotes, or - for a list on standard input. They are
    decoded while the network works; memory does not grow with their number. A file that cannot be read is reported and
    stops nothing; the exit code is 1 then. A shipped x.onnx is a MODEL, too, and the quickest on a CPU.

    With --confidence nothing is said where the network is less sure. How sure it may be taken to be is found by
    temperature scaling (Guo et al. 2017) on validation pictures: a run's own, or those of --calibrate. What that
    brought is printed; test pictures are not read.
    """

    name: ClassVar[str] = "predict"
    examples: ClassVar[tuple[str, ...]] = (
        "convscope predict pretrained photos/",
        "convscope predict runs/pets 'photos/**/*.jpg' --out labels.csv --sheet sheet.png",
        "convscope predict pretrained - --format jsonl < list.txt",
        "convscope predict runs/pets new/ --confidence 0.9",
    )

    pictures: Annotated[
        tuple[str, ...], Argument("Files, folders, patterns, or - for a list on stdin.", "PICTURES…")
    ] = ()
    top: Annotated[int, Option("Classes a picture.", "K")] = 5
    confidence: Annotated[float | None, Option("Say nothing below this share, 0 to 1, calibrated.", "SHARE")] = None
    calibrate: Annotated[str | None, Option("Labelled pictures to find how sure it is to be taken.", "DATA")] = None
    format: Annotated[str, Option("What is printed.", choices=FORMATS)] = "table"
    out: Annotated[str | None, Option("Write them all: .csv, .jsonl or .json.", "FILE")] = None
    sheet: Annotated[str | None, Option("A contact sheet with the answers, a .png.", "FILE")] = None
    batch: Annotated[int | None, Option("Pictures that go through at once; by default what is quick.", "N")] = None

    def run(self, session: Session) -> Predictions | Said:
        """Answer them."""
        from convscope.apply.pictures import predict
        from convscope.apply.pictures.contact_sheet import check_sheet
        from convscope.apply.pictures.predict import Stopped
        from convscope.apply.pictures.writing import check_out
        from convscope.errors import UnknownName
        from convscope.model import Model
        from convscope.training import Setup
        from convscope.verbs.check_sizes import Counted

        if self.format not in FORMATS:
            raise UnknownName("format", self.format, list(FORMATS))
        if self.out is not None:
            check_out(self.out)
        if self.sheet is not None:
            check_sheet(self.sheet)
        setup = Setup(session.seed, session.device, session.threads)
        device = setup.torch_device()
        with setup.applied():
            model = self.opened()
            if isinstance(model, Model):
                model = replace(model, module=model.module.to(device))
            try:
                found = predict(
                    model, list(self.pictures), self.asked(), spelling=self.model, show=session.show,
                    count=lambda done, total: session.show(Counted(done, total, "pictures")),
                )  # fmt: skip
            except Stopped as stopped:
                kept = self._written(stopped.found)
                raise KeyboardInterrupt(f"{stopped}{f', kept in {kept.out}' if kept.out else ''}") from None
        found = self._written(found)
        return found if self.format == "table" else Said(found, self.format)

    def opened(self) -> Model | OnnxModel:
        """Load the network, or open the shipped file."""
        from convscope.loading import load_shipped

        if not self.model.endswith(".onnx"):
            return self.loaded()
        from convscope.errors import ConvscopeError

        if self.weights is not None:
            raise ConvscopeError(f"weights came with {self.model}", fix="leave them out: the file has its own")
        return load_shipped(self.model, **self.said())

    def asked(self) -> Predicting:
        """Give what is asked, as `convscope.predict` takes it."""
        from convscope.apply.pictures import Predicting

        return Predicting(self.top, self.confidence, self.calibrate, self.batch)

    def _written(self, found: Predictions) -> Predictions:
        """Write the files that were asked for."""
        from convscope.apply.pictures.predicted_sheet import predictions_sheet
        from convscope.apply.pictures.writing import save

        if self.sheet is not None and len(found):
            found = replace(found, sheet=predictions_sheet(found).save(Path(self.sheet)))
        return found if self.out is None else replace(found, out=save(replace(found, out=Path(self.out)), self.out))

    def python(self) -> str:
        """Write the Python that does the same."""
        usual = {"top": 5, "confidence": None, "calibrate": None, "batch": None}
        given = [f"{name}={getattr(self, name)!r}" for name, value in usual.items() if getattr(self, name) != value]
        asked = f", Predicting({', '.join(given)})" if given else ""
        lines = ["import convscope as cs"]
        if given:
            lines.append("from convscope.apply.pictures import Predicting")
        if self.out is not None:
            lines.append("from convscope.apply.pictures.writing import save")
        if self.sheet is not None:
            lines.append("from convscope.apply.pictures.predicted_sheet import predictions_sheet")
        spelled = repr(self.model)
        if self.said():
            load = "load_shipped" if self.model.endswith(".onnx") else "load"
            lines.append(f"from convscope.loading import {load}")
            spelled = f"{load}({self.arguments()})"
        lines.append(f"found = cs.predict({spelled}, {list(self.pictures)!r}{asked})")
        if self.out is not None:
            lines.append(f"save(found, {self.out!r})")
        if self.sheet is not None:
            lines.append(f"predictions_sheet(found).save({self.sheet!r})")
        lines.append("for one in found:\n    print(one.path, one.answer)")
        return "\n".join(lines)
