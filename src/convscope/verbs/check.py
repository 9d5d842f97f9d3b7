"""The verb ``check``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

from convscope.verbs.of_model import MODEL
from convscope.verbs.verb import Argument, Option, Session, Verb, shape

if TYPE_CHECKING:
    from torch import nn

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
        "convscope check torchvision:googlenet --training",
        "convscope check torchvision:ssdlite320_mobilenet_v3_large --input 3,320,320 --zeros",
        "convscope check lenet5 --save graph.svg",
    )

    model: Annotated[str, Argument(MODEL, "MODEL")]
    input: Annotated[
        str | None, Option("Input shape without the batch; by default what the network is made for.", "C,H,W")
    ] = None
    all: Annotated[bool, Option("Print every finding, not the three worst kinds.")] = False
    training: Annotated[bool, Option("As in training: dropout at work, and auxiliary heads where there are some.")] = (
        False
    )
    zeros: Annotated[
        bool, Option("Really run it once, on zeros: for networks that decide by what they compute, as detectors.")
    ] = False
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

        if session.device != "auto":  # nothing is computed, but a wrong word is told
            from convscope.training import Setup

            Setup(device=session.device).torch_device()
        module, input_shape = self._subject()
        return check(module, input_shape, target=self.model, training=self.training, on_zeros=self.zeros)

    def _subject(self) -> tuple[nn.Module, tuple[int, ...]]:
        """Give the module and the shape that it is checked at."""
        from convscope.loading import ONNX, is_run, load
        from convscope.models import build
        from convscope.models.pretrained import NAME

        asked = shape(self.input)
        if is_run(self.model) or self.model == NAME:
            model = load(self.model)
            return model.module, asked or model.contract.input_shape
        if self.model.endswith(ONNX):
            load(self.model)  # which says why not
        built = build(self.model)
        return built.module, built.shape(asked)

    def python(self) -> str:
        """Write the Python that does the same."""
        asked = shape(self.input)
        given = f", input_shape={asked}" if asked and not Path(self.model).is_dir() else ""  # a run knows its own
        target = f", target={self.model!r}" if self.save else ""  # the drawing's title
        ways = f"{', training=True' if self.training else ''}{', on_zeros=True' if self.zeros else ''}"
        drawn = f"\nreport.plot().save({self.save!r})" if self.save else ""
        return (
            f"import convscope as cs\nmodel = cs.load({self.model!r}{given})\n"
            f"report = cs.check(model.module, {asked or 'model.contract.input_shape'}{target}{ways})\n"
            f"print(report.network.table()); print(report.findings){drawn}"
        )
