"""The verb ``tour``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar

from convscope.verbs.verb import Option, Session, Verb

if TYPE_CHECKING:
    from convscope import experiments


@dataclass(frozen=True, kw_only=True)
class Tour(Verb):
    """Everything once, in under a minute: check, train, look, ship, report.

    LeNet-5 on the 1,797 real digits that scikit-learn carries: its table and findings, its training, its kernels and
    maps, its errors, its ONNX file and the proof that it is the same network. Leaves a run folder with report.html, one
    file that opens offline.
    """

    name: ClassVar[str] = "tour"
    examples: ClassVar[tuple[str, ...]] = ("convscope tour", "convscope tour --out runs/again --seed 1")

    out: Annotated[str, Option("Folder to leave the run and its report in.", "DIR")] = "runs/tour"
    overwrite: Annotated[bool, Option("Replace the run that is in the folder.")] = False

    def run(self, session: Session) -> experiments.Tour:
        """Take the tour."""
        from convscope.experiments import tour
        from convscope.training import Setup

        setup = Setup(session.seed, session.device, session.threads, self.overwrite)
        return tour(self.out, setup=setup, show=session.show)

    def python(self) -> str:
        """Write the Python that does the same."""
        return f"import convscope as cs\ncs.tour({self.out!r}, setup=cs.Setup(overwrite={self.overwrite}))"
