"""The verb ``check``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from convscope.verbs.of_model import MODEL
from convscope.verbs.verb import Argument, Option, Session, Verb, shape

if TYPE_CHECKING:
    from torch import nn

    from convscope.lint import Report
    from convscope.network.sizes import Sizes


@dataclass(frozen=True, kw_only=True)
class Check(Verb):
    """A network's table, and what an expert would say of its design.

    Traces the network without computing anything and prints a row a layer: kernel, stride, padding, output shape,
    parameters, MACs (multiply-adds at batch 1) and receptive field; then what the rules found, worst first, with file,
    line and a fix. Exits with 1 if a finding is an error. With --sizes, which input sizes suit it.
    """

    name: ClassVar[str] = "check"
    examples: ClassVar[tuple[str, ...]] = (
        "convscope check lenet5",
        "convscope check torchvision:resnet18 --input 3,256,256",
        "convscope check net.py:Net --input 3,32,32 --json",
        "convscope check torchvision:googlenet --training",
        "convscope check torchvision:ssdlite320_mobilenet_v3_large --input 3,320,320 --zeros",
        "convscope check lenet5 --save graph.svg",
        "convscope check torchvision:resnet18 --sizes 217:233",
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

    sizes: Annotated[
        str | None,
        Option(
            "Try square inputs from LOW to HIGH, or by STEP: which divide evenly, which lose nothing, which fail. "
            "200:300,640 tries heights of a width of 640.",
            "LOW:HIGH",
        ),
    ] = None

    def run(self, session: Session) -> Any:
        """Give the Report, drawn if asked; with --sizes, the Sizes."""
        from convscope.draw.drawing import svg_path

        if self.sizes is not None:
            return self._sizes(session)
        place = svg_path(self.save) if self.save else None  # a wrong name is told before the work
        report = self._checked(session)
        if place is not None:
            report.plot().save(place)
        return report

    def _sizes(self, session: Session) -> Sizes:
        from convscope.errors import ConvscopeError
        from convscope.verbs.check_sizes import lengths, try_sizes

        if self.save:
            raise ConvscopeError("--save came with --sizes, of which there is no drawing", fix="give one of them")
        lengths(self.sizes or "")  # a wrong word is told before the work
        _check_device(session)
        module, input_shape = self._subject()
        ways = (self.training, self.zeros)
        return try_sizes(module, input_shape, self.sizes or "", target=self.model, ways=ways, show=session.show)

    def _checked(self, session: Session) -> Report:
        from convscope.lint import check

        _check_device(session)
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
        loaded = f"import convscope as cs\nmodel = cs.load({self.model!r}{given})\n"
        if self.sizes is not None:
            from convscope.verbs.check_sizes import sizes_arguments

            traced = f"cs.trace(model.module, {asked or 'model.contract.input_shape'}{ways})"
            return f"{loaded}sizes = {traced}.sizes({sizes_arguments(self.sizes)})\nprint(sizes)"
        drawn = f"\nreport.plot().save({self.save!r})" if self.save else ""
        return (
            f"{loaded}report = cs.check(model.module, {asked or 'model.contract.input_shape'}{target}{ways})\n"
            f"print(report.network.table()); print(report.findings){drawn}"
        )


def _check_device(session: Session) -> None:
    """Tell a wrong word, though nothing is computed."""
    if session.device != "auto":
        from convscope.training import Setup

        Setup(device=session.device).torch_device()
