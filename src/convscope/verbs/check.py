"""The verb ``check``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

from convscope.verbs.of_model import MODEL
from convscope.verbs.verb import Argument, Option, Session, Verb, shape

if TYPE_CHECKING:
    from convscope.lint import Report


@dataclass(frozen=True, kw_only=True)
class Check(Verb):
    """A network's table, and what an expert would say of its design.

    Traces the network without computing anything and prints a row a layer: kernel, stride, padding, output shape,
    parameters, MACs (multiply-adds at batch 1) and receptive field; then what the rules found, worst first, with file,
    line and a fix. Exits with 1 if a finding is an error.
    """

    name: ClassVar[str] = "check"
    examples: ClassVar[tuple[str, ...]] = (
        "convscope check lenet5",
        "convscope check torchvision:resnet18 --input 3,256,256",
        "convscope check net.py:Net --input 3,32,32 --json",
        "convscope check lenet5 --save graph.svg",
    )

    model: Annotated[str, Argument(MODEL, "MODEL")]
    input: Annotated[
        str | None, Option("Input shape without the batch; by default what the network is made for.", "C,H,W")
    ] = None
    all: Annotated[bool, Option("Print every finding, not the three worst kinds.")] = False
    save: Annotated[str | None, Option("Where to draw the graph, with the findings as marks: .svg.", "FILE")] = None

    def run(self, session: Session) -> Report:
        """Trace and check; draw, if asked."""
        from convscope.draw.drawing import svg_path

        place = svg_path(self.save) if self.save else None  # a wrong name is told before the work
        report = self._checked(session)
        if place is not None:
            report.plot().save(place)
        return report

    def _checked(self, session: Session) -> Report:
        from convscope.lint import check
        from convscope.loading import ONNX, is_run, load
        from convscope.models import build
        from convscope.models.pretrained import NAME

        if session.device != "auto":  # nothing is computed, but a wrong word is told
            from convscope.training import Setup

            Setup(device=session.device).torch_device()
        asked = shape(self.input)
        if is_run(self.model) or self.model == NAME:
            model = load(self.model)
            return check(model.module, asked or model.contract.input_shape, target=self.model)
        if self.model.endswith(ONNX):
            load(self.model)  # which says why not
        built = build(self.model)
        return check(built.module, built.shape(asked), target=self.model)

    def python(self) -> str:
        """Write the Python that does the same."""
        asked = shape(self.input)
        given = f", input_shape={asked}" if asked and not Path(self.model).is_dir() else ""  # a run knows its own
        target = f", target={self.model!r}" if self.save else ""  # the drawing's title
        drawn = f"\nreport.plot().save({self.save!r})" if self.save else ""
        return (
            f"import convscope as cs\nmodel = cs.load({self.model!r}{given})\n"
            f"report = cs.check(model.module, {asked or 'model.contract.input_shape'}{target})\n"
            f"print(report.network.table()); print(report.findings){drawn}"
        )
