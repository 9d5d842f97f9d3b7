"""The verb ``bench``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

from convscope.verbs.of_model import OfModel
from convscope.verbs.verb import Option, Session

if TYPE_CHECKING:
    from convscope.ship import Benchmark

RUNTIMES = "torch,compile,onnxruntime,openvino,c"


@dataclass(frozen=True, kw_only=True)
class Bench(OfModel):
    """How fast a network runs here, in which runtime, and what the machine could do at best.

    Each runtime is warmed up and called in turns with the others on the same random pictures, on the CPU: median and
    99th percentile of one picture at a time, pictures a second against the batch on one thread and on all, memory,
    size, time to load; its answers are compared with torch's. OpenVINO is run in float32, and beside it as it would
    choose itself. The roofline sets the network's multiply-adds and bytes against a matrix product and a copy that
    are measured here. What is not installed is named.
    """

    name: ClassVar[str] = "bench"
    examples: ClassVar[tuple[str, ...]] = (
        "convscope bench lenet5",
        "convscope bench runs/tour --on torch,onnxruntime --threads 1",
        "convscope bench torchvision:mobilenet_v2 --batches 1,16 --save bench.png --json",
    )

    on: Annotated[str, Option(f"Runtimes, of {RUNTIMES}.", "NAME,…")] = RUNTIMES
    batches: Annotated[str, Option("Pictures at once, for the throughput.", "N,…")] = "1,8,32"
    seconds: Annotated[float, Option("How long to measure times, and again throughput.", "S")] = 6.0
    save: Annotated[str | None, Option("Draw it, as .png or .svg.", "FILE")] = None

    def run(self, session: Session) -> Benchmark:
        """Make each, take turns, advise."""
        from convscope.draw.chart import chart_path
        from convscope.errors import ConvscopeError
        from convscope.ship import bench
        from convscope.ship.progress import hearing
        from convscope.training import Setup
        from convscope.verbs.check_sizes import Counted

        if not self.seconds > 0:
            raise ConvscopeError(f"--seconds {self.seconds:g} came", fix="give some, as in --seconds 6")
        path = None if self.save is None else chart_path(self.save)
        Setup(device=session.device).torch_device()  # it runs on the CPU, but a wrong word is told
        counted = lambda done, total, step: session.show(Counted(done, total, f"% {step}"))  # noqa: E731
        with Setup(session.seed, "cpu", session.threads).applied(), hearing(counted):
            found = bench(
                self.loaded(), on=self._names(), threads=session.threads, batches=self._batches(), seconds=self.seconds,
                show=session.show,
            )  # fmt: skip
        return found if path is None else replace(found, path=Path(found.chart().save(path)))

    def _names(self) -> tuple[str, ...]:
        return tuple(name.strip() for name in self.on.split(",") if name.strip())

    def _batches(self) -> tuple[int, ...]:
        from convscope.errors import ConvscopeError

        try:
            return tuple(int(part) for part in self.batches.split(","))
        except ValueError:
            raise ConvscopeError(f"--batches {self.batches} came", fix="give numbers, as in --batches 1,8,32") from None

    def python(self) -> str:
        """Write the Python that does the same."""
        said = "" if self.on == RUNTIMES else f", on={self._names()!r}"
        said += "" if self.batches == "1,8,32" else f", batches={self._batches()!r}"
        said += "" if self.seconds == 6.0 else f", seconds={self.seconds!r}"
        saved = "" if self.save is None else f"\nbenchmark.chart().save({self.save!r})"
        return f"import convscope as cs\nbenchmark = cs.bench(cs.load({self.arguments()}){said}){saved}"
