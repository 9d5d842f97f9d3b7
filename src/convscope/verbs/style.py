"""The verb ``style``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from convscope.verbs.of_model import numbers
from convscope.verbs.style_learning import at_once, learning, python_at_once, python_of_learning, refuse
from convscope.verbs.verb import Argument, Option, Session, Verb

if TYPE_CHECKING:
    from convscope.apply.style import Styled, Styling
    from convscope.apply.style.learning import Learnt

KEPT = ("luminance", "matched")
OPTIMIZERS = ("lbfgs", "adam")
STARTS = ("content", "noise")
NETWORK = "The network that looks: auto, torchvision:vgg19, pretrained, timm:…, net.py:Net, a run."
PAINTING = (
    "mask", "size", "steps", "strength", "smooth", "style_size", "keep_colours", "content_layer", "optimizer", "start",
    "tile", "progress",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Style(Verb):
    """A picture painted in the style of others, from coarse to fine.

    Content is what one layer of a network sees, style what occurs together in several (their Gram matrices: Gatys,
    Ecker, Bethge 2016). Pools are averages and borders are repeated while it looks. The network is VGG-19 where its
    weights are in torchvision's cache, or given by --features-weights; else pretrained, which needs no download.

    Several styles mix by --weights, or lie where the greys of --mask say: black the first, white the last. Large
    pictures go through the network in tiles, with the same result. Ctrl-C keeps what there is.

    With --train a network learns the style from a folder of photographs (Johnson et al. 2016) and paints any picture
    at once from then on: its run folder, or what convscope ship made of it, is a STYLE.
    """

    name: ClassVar[str] = "style"
    examples: ClassVar[tuple[str, ...]] = (
        "convscope style photo.jpg mosaic.png --out painted.png",
        "convscope style photo.jpg mosaic.png brush.png --weights 0.7,0.3 --keep-colours luminance",
        "convscope style photo.jpg mosaic.png brush.png --mask sky.png --size 1024 --progress steps/",
        "convscope style photos/ brush.png --train --out runs/brush",
        "convscope style photo.jpg runs/brush --size 1024",
        "convscope style photo.jpg brush.png --features torchvision:vgg19 --features-weights vgg19-dcbb9e9d.pth",
    )

    content: Annotated[str, Argument("The picture to paint; with --train a folder of them.", "CONTENT")]
    styles: Annotated[
        tuple[str, ...], Argument("Pictures whose style it takes, or what has learnt one: a run, an .onnx.", "STYLE…")
    ] = ()
    out: Annotated[
        str | None, Option("Where it is written, styled.png or .jpg, .webp; with --train the run's folder.", "FILE")
    ] = None
    weights: Annotated[str | None, Option("How much each style weighs.", "N,…")] = None
    mask: Annotated[str | None, Option("A picture that says where each style is; of one style, white.", "FILE")] = None
    keep_colours: Annotated[
        str | None, Option("Keep the content's: paint its brightness, or match the styles' to them.", "HOW", KEPT)
    ] = None
    size: Annotated[int | None, Option("Pixels of the longer side: 512; with --train the style's, 256.", "N")] = None
    steps: Annotated[
        int | None, Option("Steps at the coarsest scale, 100; finer ones have fewer. With --train 2000.", "N")
    ] = None
    strength: Annotated[float, Option("How much style weighs against content.", "X")] = 1.0
    style_size: Annotated[float, Option("How large the styles are beside the picture.", "X")] = 1.0
    smooth: Annotated[float, Option("How much roughness weighs.", "X")] = 0.3
    features: Annotated[str, Option(NETWORK, "MODEL")] = "auto"
    features_weights: Annotated[
        str | None, Option("Its weights: .safetensors, .pth, or DEFAULT to download them.", "FILE")
    ] = None
    layers: Annotated[str | None, Option("Layers whose Gram matrices are style; names of check.", "NAME,…")] = None
    content_layer: Annotated[str | None, Option("The layer whose map is content.", "NAME")] = None
    optimizer: Annotated[str, Option("What moves the pixels.", choices=OPTIMIZERS)] = "lbfgs"
    start: Annotated[str, Option("What it begins with.", choices=STARTS)] = "content"
    tile: Annotated[int, Option("Side of the pieces of large pictures; 0 for none.", "N")] = 512
    progress: Annotated[str | None, Option("Pictures on the way, every 20 steps, into this folder.", "FOLDER")] = None
    curve: Annotated[str | None, Option("The loss over the steps, as a chart: .svg, .png.", "FILE")] = None
    train: Annotated[bool, Option("Let a network learn the style, into a run folder.")] = False
    overwrite: Annotated[bool, Option("With --train: replace a run that is there.")] = False

    def run(self, session: Session) -> Styled | Learnt:
        """Paint it, or learn to."""
        from convscope.apply.style.learnt import is_learnt

        if self.train:
            return learning(self, session)
        refuse(self, ("overwrite",), "came without --train, and pictures are replaced anyway")
        if any(is_learnt(one) for one in self.styles):
            return at_once(self, session)
        return self._paint(session)

    def _paint(self, session: Session) -> Styled:
        """Paint by the network that looks."""
        from convscope.apply.style import Stopped, style
        from convscope.apply.style.entering import entered, scales
        from convscope.apply.style.seeing import seeing
        from convscope.apply.style.styled import picture_path
        from convscope.draw.chart import chart_path
        from convscope.training import Setup
        from convscope.verbs.check_sizes import Counted

        picture_path(self.place())  # wrong words are told before the work
        if self.curve is not None:
            chart_path(self.curve)
        asked = self.asked()
        asked.check(len(self.styles))
        scales(entered(self.content, self.content), asked.size, self.content)
        setup = Setup(session.seed, session.device, session.threads)
        device = setup.torch_device()
        with setup.applied():
            model = seeing(self.features, self.features_weights)
            model = replace(model, module=model.module.to(device))
            try:
                painted = style(
                    self.content, self.styles, asked, features=model,
                    count=lambda done, total, loss: session.show(Counted(done, total, f"steps, loss {loss:.4f}")),
                )  # fmt: skip
            except Stopped as stopped:
                kept = self.written(stopped.styled)
                raise KeyboardInterrupt(f"{stopped}, kept in {kept.path}") from None
        return self.written(painted)

    def asked(self) -> Styling:
        """Give what is asked, as `convscope.style` takes it."""
        from convscope.apply.style import Styling

        return Styling(**self.given())

    def given(self) -> dict[str, Any]:
        """Give what is asked by the names that `Styling` has."""
        given: dict[str, Any] = {name: getattr(self, name) for name in PAINTING}
        given["size"] = (256 if self.train else 512) if self.size is None else self.size
        given["steps"] = 100 if self.steps is None or self.train else self.steps
        given["keep_colours"] = self.keep_colours or ""
        weights = numbers(self.weights, "--weights")
        given["weights"] = () if weights is None else (weights,) if isinstance(weights, float) else weights
        given["layers"] = tuple(name.strip() for name in (self.layers or "").split(",") if name.strip())
        return given

    def written(self, painted: Styled) -> Styled:
        """Write the picture and the chart."""
        painted = replace(painted, path=painted.save(self.place()))
        if self.curve is not None and painted.steps:
            painted.curve().save(self.curve)
        return painted

    def place(self) -> str:
        """Say where what is made is written."""
        if self.out is not None:
            return self.out
        return f"runs/style-{Path(self.styles[0]).stem}" if self.train and self.styles else "styled.png"

    def python(self) -> str:
        """Write the Python that does the same."""
        from convscope.apply.style import Styling
        from convscope.apply.style.learnt import is_learnt

        if self.train:
            return python_of_learning(self)
        if any(is_learnt(one) for one in self.styles):
            return python_at_once(self)
        usual = Styling()
        given = [f"{name}={value!r}" for name, value in self.given().items() if value != getattr(usual, name)]
        asked = f", Styling({', '.join(given)})" if given else ""
        imports = ["import convscope as cs"]
        if given:
            imports.append("from convscope.apply.style import Styling")
        features = ""
        if self.features_weights is not None:
            imports.append("from convscope.apply.style.seeing import seeing")
            features = f", features=seeing({self.features!r}, {self.features_weights!r})"
        elif self.features != "auto":
            features = f", features={self.features!r}"
        lines = [*imports, f"painted = cs.style({self.content!r}, {list(self.styles)!r}{asked}{features})"]
        lines.append(f"painted.save({self.place()!r})")
        if self.curve is not None:
            lines.append(f"painted.curve().save({self.curve!r})")
        return "\n".join(lines)
