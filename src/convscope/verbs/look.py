"""The verb ``look``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from convscope.verbs.of_model import OfModel
from convscope.verbs.verb import Argument, Option, Session

if TYPE_CHECKING:
    from convscope.draw import View
    from convscope.picture import Picture
    from convscope.training import Setup

PAGE = ".html"


@dataclass(frozen=True)
class Looked:
    """Where it was drawn, what is on it, and, where the classes have names, the likeliest answers.

    ``trained`` is False where the weights are random, as those of a network that is not from a run.
    """

    path: Path
    views: tuple[View, ...]
    answers: tuple[tuple[str, float], ...]
    trained: bool

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        views = [
            {"method": view.method, "layer": view.layer, "tiles": len(view.array), "range": list(view.range)}
            for view in self.views
        ]
        return {
            "path": str(self.path),
            "views": views,
            "answers": [list(answer) for answer in self.answers],
            "trained": self.trained,
        }


@dataclass(frozen=True, kw_only=True)
class Look(OfModel):
    """What a network makes of a picture: its kernels, and the maps after every layer.

    Draws one page with everything, or, for one layer, a picture (.png, .svg) or its numbers (.npz). The picture is
    brought to the network's size and channels as the network's input contract says. Of a shipped file (.onnx) only the
    answers can be seen.
    """

    name: ClassVar[str] = "look"
    examples: ClassVar[tuple[str, ...]] = (
        "convscope look runs/tour runs/tour/digit.png",
        "convscope look runs/tour runs/tour/digit.png --layer conv2 --save conv2.png",
        "convscope look torchvision:resnet18 cat.jpg --layer layer1.0.conv1 --save maps.svg",
        "convscope look net.py:Net cat.jpg --weights w.pt --classes names.txt --mean 0.5 --std 0.5 --resize crop",
    )

    picture: Annotated[str, Argument("A picture file.", "PICTURE")]
    layer: Annotated[str | None, Option("Only this layer; names are those of convscope check.", "NAME")] = None
    kernels: Annotated[bool, Option("With --layer: its kernels in place of its maps.")] = False
    save: Annotated[str | None, Option("Where to draw: .html; with --layer also .png, .svg, .npz.", "FILE")] = None

    def run(self, session: Session) -> Looked:
        """Look and draw."""
        from convscope.errors import ConvscopeError
        from convscope.training import Setup

        path = Path(self.save or f"look-{Path(self.picture).stem}{PAGE}")
        if self.kernels and self.layer is None:
            raise ConvscopeError(
                "--kernels came without a layer", fix="add --layer NAME; the page shows the first ones anyway"
            )
        if self.layer is None and path.suffix.lower() != PAGE:
            raise ConvscopeError(
                f"all layers do not fit into {path.name}", fix=f"save to {PAGE}, or choose one with --layer"
            )
        setup = Setup(session.seed, session.device, session.threads)
        with setup.applied():
            looked, fitted = self._look(path, setup)
        if path.suffix.lower() == PAGE:
            _write_page(self, looked, fitted)
        else:
            looked.views[0].save(path)
        return looked

    def _look(self, path: Path, setup: Setup) -> tuple[Looked, Picture]:
        """Load and look; give the picture as it entered, too."""
        from convscope.look import kernels, maps
        from convscope.picture import read

        if self.model.endswith(".onnx"):
            return self._answered(path)
        model = self.loaded()
        model.module.to(setup.torch_device())
        picture = read(self.picture)
        if self.kernels:
            views: tuple[View, ...] = (kernels(model, self.layer),)
        else:
            views = maps(model, picture, layer=self.layer)
            if self.layer is None:
                views = (kernels(model), *views) if _has_kernels(model.module) else views
        answers = _answers(model, picture) if model.classes else ()
        return Looked(path, views, answers, model.trained), model.fit(picture)

    def _answered(self, path: Path) -> tuple[Looked, Picture]:
        """Run a shipped file, which has no layers to see."""
        from convscope.errors import ConvscopeError
        from convscope.loading import load_shipped
        from convscope.picture import read

        if self.weights is not None:
            raise ConvscopeError(f"--weights came with {self.model}", fix="leave it out: the file has its own")
        if self.layer is not None:
            raise ConvscopeError(
                f"{self.model} is a shipped file, whose layers cannot be seen", fix="name the network it was made from"
            )
        shipped = load_shipped(self.model, **self.said())
        if not shipped.classes:
            raise ConvscopeError(
                f"{self.model} has no class names, so there is nothing to show", fix="say them with --classes"
            )
        picture = read(self.picture)
        return Looked(path, (), _answers(shipped, picture), trained=True), shipped.fit(picture)

    def python(self) -> str:
        """Write the Python that does the same."""
        picture = f"picture = cs.picture.read({self.picture!r})\n"
        if self.model.endswith(".onnx"):
            opened = f"from convscope.loading import load_shipped\nmodel = load_shipped({self.arguments()})\n"
            return f"import convscope as cs\n{opened}{picture}scores = model.scores(model.fit(picture)[None])"
        start = f"import convscope as cs\nmodel = cs.load({self.arguments()})\n{picture}"
        if self.kernels:
            return f"{start}view = cs.look.kernels(model, {self.layer!r})"
        return f"{start}views = cs.look.maps(model, picture{f', layer={self.layer!r}' if self.layer else ''})"


def _has_kernels(module: Any) -> bool:
    from torch import nn

    return any(isinstance(part, (nn.Conv1d, nn.Conv2d)) for part in module.modules())


def _answers(model: Any, picture: Any) -> tuple[tuple[str, float], ...]:
    import torch

    shares = torch.from_numpy(model.scores(model.fit(picture)[None])[0]).double().softmax(0)
    best = shares.argsort(descending=True)[:5]
    return tuple((model.classes[int(index)], float(shares[index])) for index in best)


def _write_page(verb: Look, looked: Looked, fitted: Any) -> None:
    from convscope.draw import View
    from convscope.report import Bars, Page, Prose, SameAs, Section, Tiles, write
    from convscope.report.blocks import Block

    colour = fitted.shape[-1] == 3
    array = fitted[None] / 255.0 if colour else fitted.transpose(2, 0, 1) / 255.0  # a tile a band, if not in colour
    size = f"{fitted.shape[0]} × {fitted.shape[1]}, {fitted.shape[2]} channels"
    bands = tuple(f"band {number}" for number in range(len(array))) if len(array) > 1 else ()
    entered = View(array, "picture", "input", f"{Path(verb.picture).name} as it enters: {size}.", "picture", bands)
    first: list[Block] = [Tiles(entered, side=192)]
    if looked.answers:
        first += [Prose("What it answers:"), Bars(looked.answers)]
    sections = [Section("The picture", first)]
    kernels = [Tiles(view, side=72, title=view.layer) for view in looked.views if view.method == "kernels"]
    if kernels:
        sections.append(Section("The first kernels", kernels))
    shown: list[Block] = [
        Tiles(view, side=96, title=view.layer) for view in looked.views if view.method.startswith("feature")
    ]
    if shown:
        sections.append(Section("After every layer" if verb.layer is None else verb.layer, shown))
    sections[-1] = Section(sections[-1].title, [*sections[-1].blocks, SameAs(verb.command(), verb.python())])
    lead = f"What {verb.model} makes of it{'' if looked.trained else ', its weights being random'}."
    write(Page(Path(verb.picture).name, lead, sections), looked.path)
