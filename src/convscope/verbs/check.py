"""The verb ``check``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from convscope.verbs.check_written import FORMATS, Reports
from convscope.verbs.of_model import MODEL
from convscope.verbs.of_rules import OfRules
from convscope.verbs.verb import Argument, Option, Session, shape

if TYPE_CHECKING:
    from torch import nn

    from convscope.lint import Report
    from convscope.network.sizes import Sizes
    from convscope.verbs.check_layer import Explained


@dataclass(frozen=True, kw_only=True)
class Check(OfRules):
    """A network's table, and what an expert would say of its design.

    Traces the network without computing anything and prints a row a layer: kernel, stride, padding, output shape,
    parameters, MACs (multiply-adds at batch 1) and receptive field; then what the rules found, worst first, with file,
    line and a fix. Exits with 1 if a finding is an error, or as bad as --fail-on says; with 2 if it cannot be checked.
    Settings, and the models of a project, can be kept in [tool.convscope] of pyproject.toml. With --fixed, the network
    after all fixes and what they gain; with --diff, the fixes as a patch of the source. With --tiles, how it is cut
    over a large scene, or the layer that forbids exact tiles. With --sizes, which input sizes suit it. With --layer,
    one layer: its formulas with the numbers in them, what it reads and how often.
    """

    name: ClassVar[str] = "check"
    examples: ClassVar[tuple[str, ...]] = (
        "convscope check lenet5",
        "convscope check torchvision:resnet18 --input 3,256,256",
        "convscope check net.py:Net --input 3,32,32 --json",
        "convscope check torchvision:googlenet --training",
        "convscope check torchvision:ssdlite320_mobilenet_v3_large --input 3,320,320 --zeros",
        "convscope check lenet5 --save graph.svg",
        "convscope check net.py:Net --ignore aliased-downsampling --advise --fail-on warning",
        "convscope check net.py:Net --format github",
        "convscope check net.py:Net --tiles",
        "convscope check net.py:Net --advise --fixed",
        "convscope check net.py:Net --diff",
        "convscope check torchvision:resnet18 --sizes 217:233",
        "convscope check lenet5 --layer conv2",
        "convscope check torchvision:resnet18 --layer layer2.0.conv2 --unit 3,14 --picture cat.jpg --save field.png",
    )

    model: Annotated[str, Argument(f"{MODEL} By default those that pyproject.toml lists.", "[MODEL]")] = ""
    input: Annotated[
        str | None, Option("Input shape without the batch; by default what the network is made for.", "C,H,W")
    ] = None
    all: Annotated[bool, Option("Print every hint, too, where there are more than three kinds of findings.")] = False
    training: Annotated[bool, Option("As in training: dropout at work, and auxiliary heads where there are some.")] = (
        False
    )
    zeros: Annotated[
        bool, Option("Really run it once, on zeros: for networks that decide by what they compute, as detectors.")
    ] = False
    fixed: Annotated[
        bool, Option("Show the network after all fixes that are a change of a layer or two, and what is gained.")
    ] = False
    diff: Annotated[bool, Option("Print these fixes as a patch of your source, where its calls are plain.")] = False
    format: Annotated[str, Option("How the report is written.", choices=FORMATS)] = "table"
    save: Annotated[
        str | None,
        Option(
            "Where to draw the graph, with the findings as marks: .svg. With --layer, what its unit reads: .png, .svg, "
            ".npz.",
            "FILE",
        ),
    ] = None
    layer: Annotated[str | None, Option("Explain one layer, by its name in the table.", "NAME")] = None
    unit: Annotated[str | None, Option("With --layer: the unit's place on its map; by default the middle.", "R,C")] = (
        None
    )
    picture: Annotated[str | None, Option("With --layer: draw what its unit reads on this picture.", "FILE")] = None

    sizes: Annotated[
        str | None,
        Option(
            "Try square inputs from LOW to HIGH, or by STEP: which divide evenly, which lose nothing, which fail. "
            "200:300,640 tries heights of a width of 640.",
            "LOW:HIGH",
        ),
    ] = None

    def run(self, session: Session) -> Any:
        """Give the Report, drawn if asked; with --sizes the Sizes, with --layer what is Explained."""
        from convscope.draw.drawing import svg_path

        self._check_options()
        if not self.model:
            return self._project(session)
        if self.layer is not None:
            return self._explained(session)
        if self.sizes is not None:
            return self._sizes(session)
        place = svg_path(self.save) if self.save else None  # a wrong name is told before the work
        report = self._checked(session)
        if self.fixed or self.diff:
            from convscope.verbs.check_fixed import fixed_report

            found = fixed_report(report, diff=self.diff)
            if place is not None:
                found.fixed.after.plot().save(place)
            return found
        if place is not None:
            report.plot().save(place)
        if self.tiles and self.format == "table":
            from convscope.verbs.check_tiles import with_tiles

            return with_tiles(report, *self._subject(), whole=self.all)
        return report if self.format == "table" and not self.all else Reports((report,), self.format, self.all)

    def _project(self, session: Session) -> Reports:
        """Check the models that the project's pyproject.toml lists."""
        from convscope.errors import ConvscopeError
        from convscope.lint.pyproject import kept_models

        models = kept_models(Path.cwd())
        if not models:
            raise ConvscopeError(
                "no MODEL came, and no pyproject.toml here lists any",
                fix='name one, or write [tool.convscope] models = ["net.py:Net"]',
            )
        alone = next((name for name in ("layer", "sizes", "save", "input") if getattr(self, name) is not None), None)
        alone = alone or next((name for name in ("fixed", "diff") if getattr(self, name)), None)
        if alone:
            raise ConvscopeError(f"--{alone} came without a MODEL, which it is of", fix="name the model")
        return Reports(tuple(replace(self, model=one)._checked(session) for one in models), self.format, self.all)

    def _check_options(self) -> None:
        """Tell options that are none, or do not go together."""
        from convscope.errors import ConvscopeError, UnknownName

        if self.format not in FORMATS:
            raise UnknownName("format", self.format, list(FORMATS))
        if self.format != "table" and (self.sizes is not None or self.layer is not None):
            raise ConvscopeError(
                f"--format {self.format} came with {'--layer' if self.layer else '--sizes'}, which are no report",
                fix="there is --json",
            )
        asked = "--diff" if self.diff else "--fixed" if self.fixed else ""
        other = "--layer" if self.layer else "--sizes" if self.sizes else ""
        if asked and (other or self.format != "table"):
            raise ConvscopeError(
                f"{asked} came with {other or f'--format {self.format}'}, which it does not go with",
                fix="give one of them; --fixed --json is for other programs",
            )
        if self.sizes is not None and (self.save or self.layer):
            other = "--save" if self.save else "--layer"
            raise ConvscopeError(f"{other} came with --sizes, which are of many traces", fix="give one of them")
        if self.layer is None and (self.unit or self.picture):
            raise ConvscopeError(
                f"{'--unit' if self.unit else '--picture'} came without --layer",
                fix="name the layer, as in --layer conv1",
            )

    def _explained(self, session: Session) -> Explained:
        from convscope.network import trace
        from convscope.verbs.check_layer import explain_layer, fitted_picture, place_to_save, unit_place

        path = place_to_save(self.save, self.picture)  # wrong words are told before the work
        unit = unit_place(self.unit)
        _check_device(session)
        module, input_shape = self._subject()
        network = trace(module, input_shape, target=self.model, training=self.training, on_zeros=self.zeros)
        picture = None if self.picture is None else fitted_picture(self.model, self.picture, input_shape)
        return explain_layer(network, self.layer or "", unit=unit, save=path, picture=picture)

    def _sizes(self, session: Session) -> Sizes:
        from convscope.verbs.check_sizes import lengths, try_sizes

        lengths(self.sizes or "")  # a wrong word is told before the work
        _check_device(session)
        module, input_shape = self._subject()
        ways = (self.training, self.zeros)
        return try_sizes(module, input_shape, self.sizes or "", target=self.model, ways=ways, show=session.show)

    def _checked(self, session: Session) -> Report:
        from convscope.lint import check

        _check_device(session)
        module, input_shape = self._subject()
        ways = {"training": self.training, "on_zeros": self.zeros}
        return check(module, input_shape, target=self.model, settings=self.settings(), **ways)

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
        if not self.model:
            return (
                "import convscope as cs\nfrom pathlib import Path\nfrom convscope.lint.pyproject import kept_models\n"
                "models = [cs.load(name) for name in kept_models(Path.cwd())]\n"
                f"reports = [cs.check(one.module, one.contract.input_shape{self.settings_python()}) for one in models]"
            )
        asked = shape(self.input)
        given = f", input_shape={asked}" if asked and not Path(self.model).is_dir() else ""  # a run knows its own
        target = f", target={self.model!r}" if self.save else ""  # the drawing's title
        ways = f"{', training=True' if self.training else ''}{', on_zeros=True' if self.zeros else ''}"
        loaded = f"import convscope as cs\nmodel = cs.load({self.model!r}{given})\n"
        if asked and len(asked) != 3:  # no picture's, which `load` is for
            loaded = f"import convscope as cs\nfrom convscope.models import build\nmodel = build({self.model!r})\n"
        if self.sizes is not None:
            from convscope.verbs.check_sizes import sizes_arguments

            traced = f"cs.trace(model.module, {asked or 'model.contract.input_shape'}{ways})"
            return f"{loaded}sizes = {traced}.sizes({sizes_arguments(self.sizes)})\nprint(sizes)"
        if self.layer is not None:
            return self._python_of_layer(
                loaded, f"{asked or 'model.contract.input_shape'}, target={self.model!r}{ways}"
            )
        ways += self.settings_python()
        checked = f"{loaded}report = cs.check(model.module, {asked or 'model.contract.input_shape'}{target}{ways})\n"
        told = "print(report)"
        if self.fixed or self.diff:
            checked += "fixed = report.fixed()\n"
            told = "print(fixed.after.network.table()); print(fixed.gained)"
        if self.diff:
            told = "print(fixed.patch())"
        of = "fixed.after" if self.fixed or self.diff else "report"
        return f"{checked}{told}" + (f"\n{of}.plot().save({self.save!r})" if self.save else "")

    def _python_of_layer(self, loaded: str, arguments: str) -> str:
        from convscope.verbs.check_layer import place_to_save, unit_place

        unit = unit_place(self.unit)
        of = f"{self.layer!r}{f', {unit}' if unit else ''}"
        explained = f"explanation = network.explain({of})\nprint(explanation)"
        told = f"{loaded}network = cs.trace(model.module, {arguments})\n{explained}"
        path = place_to_save(self.save, self.picture)
        if path is None:
            return told
        on, read = "", ""
        if self.picture is not None:
            on = ", picture_HWC=picture"
            read = (
                "from dataclasses import replace\nheight, width = network.input_shape[1:]\n"
                "contract = replace(model.contract, height=height, width=width)\n"
                f"picture = cs.picture.fit(cs.picture.read({self.picture!r}), contract)\n"
            )
        return f"{told}\n{read}cs.look.field_of_unit(network, {of}{on}).save({str(path)!r})"


def _check_device(session: Session) -> None:
    """Tell a wrong word, though nothing is computed."""
    if session.device != "auto":
        from convscope.training import Setup

        Setup(device=session.device).torch_device()
