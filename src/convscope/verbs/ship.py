"""The verb ``ship``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

from convscope.verbs.of_model import OfModel
from convscope.verbs.verb import Argument, Option, Session

if TYPE_CHECKING:
    from convscope.ship import Bundle, Compared

TARGETS = ("onnx", "int8", "c", "c-int8", "html")
CALIBRATED = ("int8", "c-int8")


@dataclass(frozen=True, kw_only=True)
class Ship(OfModel):
    """A network as a file that runs without PyTorch, checked by running both.

    The ONNX file takes uint8 pictures (batch, height, width, channels) and scales them inside, at any size where the
    network takes any; its metadata hold the input contract and the class names. It is written only if ONNX Runtime's
    answers differ from PyTorch's by at most 1e-4 of the largest. With --to int8 its weights and maps are 8-bit
    integers, calibrated on pictures like yours: a run's own training data, or --calibrate. Accuracy before and after
    is told on test pictures; layers that lose most are left in float until validation loses at most --max-drop.
    With --to c it is a folder: one C99 file, its header, and a program that tests it on pictures; with --to c-int8
    the same in 8-bit integers, calibrated as --to int8 is, every number compared with a reference. With --to html it is
    one page that opens from the disk: draw, or drop a picture, and see what the network answers.

    With --compare nothing is shipped: every layer is held against the tensor that stands for it in files that are
    there, ours or another exporter's, and it is said which layer is the first apart.
    """

    name: ClassVar[str] = "ship"
    examples: ClassVar[tuple[str, ...]] = (
        "convscope ship runs/tour --to onnx",
        "convscope ship runs/tour --to onnx --out net.onnx --json",
        "convscope ship net.py:Net --weights w.pt --classes names.txt --mean 0.5 --std 0.5",
        "convscope ship runs/tour --to int8",
        "convscope ship lenet5:mnist --to c --out digits",
        "convscope ship lenet5:mnist --to c-int8 --calibrate mnist --out digits",
        "convscope ship lenet5:mnist --to html",
        "convscope ship pretrained --to int8 --calibrate photos/ --test others/",
        "convscope ship runs/tour --compare lenet5.onnx lenet5-int8.onnx --save compared.html",
    )

    files: Annotated[tuple[str, ...], Argument("Further files of --compare.", "[FILE]...")] = ()

    to: Annotated[str, Option("What to make.", choices=TARGETS)] = "onnx"
    out: Annotated[
        str | None,
        Option("File to write, or folder for C; by default beside the run, else MODEL.onnx, MODEL-c.", "FILE"),
    ] = None
    calibrate: Annotated[
        str | None, Option("Pictures for int8 and c-int8: data by name or folder, or a folder without classes.", "DATA")
    ] = None
    test: Annotated[str | None, Option("Other pictures to tell int8's loss on.", "DATA")] = None
    max_drop: Annotated[float, Option("Points that int8 may lose, on validation.", "POINTS")] = 0.5
    compare: Annotated[tuple[str, ...], Option("Compare the network with these files, layer by layer.", "FILE")] = ()
    save: Annotated[str | None, Option("Write --compare's report.", "FILE.html")] = None

    def run(self, session: Session) -> Bundle | Compared:
        """Export, compare, time."""
        from convscope import ship
        from convscope.errors import UnknownName
        from convscope.ship.progress import hearing
        from convscope.training import Setup
        from convscope.verbs.check_sizes import Counted

        if self.to not in TARGETS:
            raise UnknownName("target", self.to, list(TARGETS))
        self._refuse_what_does_nothing()
        if self.compare:
            from convscope.verbs.ship_compare import ship_compare

            with Setup(session.seed, "cpu", session.threads).applied():
                return ship_compare(self)
        Setup(device=session.device).torch_device()  # comparing and timing is on the CPU, but a wrong word is told
        counted = lambda done, total, step: session.show(Counted(done, total, f"% {step}"))  # noqa: E731
        with Setup(session.seed, "cpu", session.threads).applied(), hearing(counted):
            model = self.loaded()
            model.refuse_boxes("what can be shipped yet")
            path = self.out or self._beside(model.spelling)
            if self.to in CALIBRATED:
                from convscope.verbs.ship_int8 import ship_int8

                return ship_int8(self, model, path, session)
            if self.to == "c":
                return ship.c(model, path)
            return ship.html(model, path) if self.to == "html" else ship.onnx(model, path)

    def _refuse_what_does_nothing(self) -> None:
        from convscope.errors import ConvscopeError

        said = [name for name, value in (("--calibrate", self.calibrate), ("--test", self.test)) if value]
        said += ["--max-drop"] if self.max_drop != 0.5 else []
        if self.compare and (said or self.out or self.to != "onnx"):
            said += ["--out"] if self.out else []
            said += [f"--to {self.to}"] if self.to != "onnx" else []
            raise ConvscopeError(f"{' and '.join(said)} came with --compare, which ships nothing", fix="leave it out")
        if not self.compare and (self.files or self.save):
            came = " ".join(self.files) or f"--save {self.save}"
            raise ConvscopeError(f"{came} came without --compare", fix="to compare files: --compare FILE FILE …")
        if said and self.to not in CALIBRATED:
            raise ConvscopeError(
                f"{' and '.join(said)} came with --to {self.to}", fix="that is for --to int8 and --to c-int8"
            )
        if not self.max_drop >= 0:
            raise ConvscopeError(f"--max-drop {self.max_drop:g} came", fix="give points of at least 0, as in 0.5")

    def _beside(self, spelling: str) -> Path:
        """Choose the file's place: in the run's folder, else here."""
        from convscope.loading import is_run
        from convscope.models.spelled import parse

        ending = {"onnx": ".onnx", "c": "-c", "c-int8": "-c-int8", "html": ".html"}.get(self.to, f"-{self.to}.onnx")
        name = f"{parse(spelling).name}{ending}"
        return Path(self.model) / name if is_run(self.model) else Path(name)

    def python(self) -> str:
        """Write the Python that does the same."""
        if self.compare:
            from convscope.verbs.ship_compare import python_compare

            return python_compare(self)
        if self.to in CALIBRATED:
            from convscope.verbs.ship_int8 import python_int8

            return python_int8(self)
        out = self.out or {"c": "net-c", "html": "net.html"}.get(self.to, "net.onnx")
        return f"import convscope as cs\nbundle = cs.ship.{self.to}(cs.load({self.arguments()}), {out!r})"
