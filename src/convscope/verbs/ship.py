"""The verb ``ship``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

from convscope.verbs.verb import Argument, Option, Session, Verb, shape

if TYPE_CHECKING:
    from convscope.ship import Bundle

TARGETS = ("onnx",)


@dataclass(frozen=True, kw_only=True)
class Ship(Verb):
    """A network as a file that runs without PyTorch, checked by running both.

    The ONNX file takes uint8 pictures (batch, height, width, channels) at the network's size and scales them inside;
    its metadata hold the input contract and the class names. It is written only if ONNX Runtime's answers differ from
    PyTorch's by less than 1e-5.
    """

    name: ClassVar[str] = "ship"
    examples: ClassVar[tuple[str, ...]] = (
        "convscope ship runs/tour --to onnx",
        "convscope ship runs/tour --to onnx --out net.onnx --json",
    )

    model: Annotated[str, Argument("A run folder, or any spelling of a network.", "MODEL")]
    to: Annotated[str, Option("What to make.", choices=TARGETS)] = "onnx"
    out: Annotated[str | None, Option("File to write; by default beside the run, else MODEL.onnx.", "FILE")] = None
    input: Annotated[str | None, Option("Input shape, where the network does not say it.", "C,H,W")] = None

    def run(self, session: Session) -> Bundle:
        """Export, compare, time."""
        from convscope import ship
        from convscope.errors import UnknownName
        from convscope.loading import load
        from convscope.training import Setup

        if self.to not in TARGETS:
            raise UnknownName("target", self.to, list(TARGETS))
        Setup(device=session.device).torch_device()  # comparing and timing is on the CPU, but a wrong word is told
        with Setup(session.seed, "cpu", session.threads).applied():
            model = load(self.model, input_shape=shape(self.input))
            return ship.onnx(model, self.out or self._beside(model.spelling))

    def _beside(self, spelling: str) -> Path:
        """Choose the file's place: in the run's folder, else here."""
        from convscope.loading import is_run

        stem = spelling.rpartition(":")[2]
        return Path(self.model) / f"{stem}.onnx" if is_run(self.model) else Path(f"{stem}.onnx")

    def python(self) -> str:
        """Write the Python that does the same."""
        asked = shape(self.input)
        given = f", input_shape={asked}" if asked else ""
        out = self.out or "net.onnx"
        return f"import convscope as cs\nbundle = cs.ship.onnx(cs.load({self.model!r}{given}), {out!r})"
