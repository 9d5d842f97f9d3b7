"""The verb ``style``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from convscope.verbs.of_model import numbers
from convscope.verbs.verb import Argument, Option, Session, Verb

if TYPE_CHECKING:
    from convscope.apply.style import Styled, Styling

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
    """

    name: ClassVar[str] = "style"
    examples: ClassVar[tuple[str, ...]] = (
        "convscope style photo.jpg mosaic.png --out painted.png",
        "convscope style photo.jpg mosaic.png brush.png --weights 0.7,0.3 --keep-colours luminance",
        "convscope style photo.jpg mosaic.png brush.png --mask sky.png --size 1024 --progress steps/",
        "convscope style photo.jpg brush.png --features torchvision:vgg19 --features-weights vgg19-dcbb9e9d.pth",
    )

    content: Annotated[str, Argument("The picture to paint.", "CONTENT")]
    styles: Annotated[tuple[str, ...], Argument("Pictures whose style it takes.", "STYLE…")] = ()
    out: Annotated[str, Option("Where it is written: .png, .jpg, .webp.", "FILE")] = "styled.png"
    weights: Annotated[str | None, Option("How much each style weighs.", "N,…")] = None
    mask: Annotated[str | None, Option("A picture that says where each style is; of one style, white.", "FILE")] = None
    keep_colours: Annotated[
        str | None, Option("Keep the content's: paint its brightness, or match the styles' to them.", "HOW", KEPT)
    ] = None
    size: Annotated[int, Option("Pixels of the longer side.", "N")] = 512
    steps: Annotated[int, Option("Steps at the coarsest scale; finer ones have fewer.", "N")] = 100
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

    def run(self, session: Session) -> Styled:
        """Paint it."""
        from convscope.apply.style import Stopped, style
        from convscope.apply.style.entering import entered, scales
        from convscope.apply.style.seeing import seeing
        from convscope.apply.style.styled import picture_path
        from convscope.draw.chart import chart_path
        from convscope.training import Setup
        from convscope.verbs.check_sizes import Counted

        picture_path(self.out)  # wrong words are told before the work
        if self.curve is not None:
            chart_path(self.curve)
        asked = self.asked()
        asked.check(len(self.styles))
        scales(entered(self.content, self.content), self.size, self.content)
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
                kept = self._written(stopped.styled)
                raise KeyboardInterrupt(f"{stopped}, kept in {kept.path}") from None
        return self._written(painted)

    def asked(self) -> Styling:
        """Give what is asked, as `convscope.style` takes it."""
        from convscope.apply.style import Styling

        return Styling(**self._given())

    def _given(self) -> dict[str, Any]:
        given: dict[str, Any] = {name: getattr(self, name) for name in PAINTING}
        given["keep_colours"] = self.keep_colours or ""
        weights = numbers(self.weights, "--weights")
        given["weights"] = () if weights is None else (weights,) if isinstance(weights, float) else weights
        given["layers"] = tuple(name.strip() for name in (self.layers or "").split(",") if name.strip())
        return given

    def _written(self, painted: Styled) -> Styled:
        painted = replace(painted, path=painted.save(self.out))
        if self.curve is not None and painted.steps:
            painted.curve().save(self.curve)
        return painted

    def python(self) -> str:
        """Write the Python that does the same."""
        from convscope.apply.style import Styling

        usual = Styling()
        given = [f"{name}={value!r}" for name, value in self._given().items() if value != getattr(usual, name)]
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
        lines.append(f"painted.save({self.out!r})")
        if self.curve is not None:
            lines.append(f"painted.curve().save({self.curve!r})")
        return "\n".join(lines)
