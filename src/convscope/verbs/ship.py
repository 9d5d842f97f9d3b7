"""The verb ``ship``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

from convscope.verbs.of_model import OfModel
from convscope.verbs.verb import Option, Session

if TYPE_CHECKING:
    from convscope.ship import Bundle

TARGETS = ("onnx", "c")
ENDINGS = {"onnx": ".onnx", "c": "_c"}


@dataclass(frozen=True, kw_only=True)
class Ship(OfModel):
    """A network as a file that runs without PyTorch, checked by running both.

    The ONNX file takes uint8 pictures (batch, height, width, channels) at the network's size and scales them inside;
    its metadata hold the input contract and the class names. It is written only if ONNX Runtime's answers differ from
    PyTorch's by less than 1e-5. C is a folder with one C99 file, its header, and a program that
    tests it on pictures with PyTorch's answers; it was compiled and run before it is there.
    """

    name: ClassVar[str] = "ship"
    examples: ClassVar[tuple[str, ...]] = (
        "convscope ship runs/tour --to onnx",
        "convscope ship runs/tour --to onnx --out net.onnx --json",
        "convscope ship lenet5:mnist --to c --out digits",
        "convscope ship net.py:Net --weights w.pt --classes names.txt --mean 0.5 --std 0.5",
    )

    to: Annotated[str, Option("What to make.", choices=TARGETS)] = "onnx"
    out: Annotated[
        str | None, Option("File or folder to write; by default beside the run, else MODEL.onnx, MODEL_c.", "FILE")
    ] = None

    def run(self, session: Session) -> Bundle:
        """Export, compare, time."""
        from convscope import ship
        from convscope.errors import UnknownName
        from convscope.training import Setup

        if self.to not in TARGETS:
            raise UnknownName("target", self.to, list(TARGETS))
        Setup(device=session.device).torch_device()  # comparing and timing is on the CPU, but a wrong word is told
        with Setup(session.seed, "cpu", session.threads).applied():
            model = self.loaded()
            made: Bundle = getattr(ship, self.to)(model, self.out or self._beside(model.spelling))
            return made

    def _beside(self, spelling: str) -> Path:
        """Choose the file's place: in the run's folder, else here."""
        from convscope.loading import is_run
        from convscope.models.spelled import parse

        stem = parse(spelling).name
        name = f"{stem}{ENDINGS[self.to]}"
        return Path(self.model) / name if is_run(self.model) else Path(name)

    def python(self) -> str:
        """Write the Python that does the same."""
        out = self.out or f"net{ENDINGS[self.to]}"
        return f"import convscope as cs\nbundle = cs.ship.{self.to}(cs.load({self.arguments()}), {out!r})"
