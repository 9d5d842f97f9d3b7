"""The verb ``style``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from convscope.verbs.of_model import numbers
from convscope.verbs.verb import Argument, Option, Session, Verb, flag_of, parameters

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
FOR_PAINTING = (
    *(name for name in PAINTING if name != "size"), "weights", "features", "features_weights", "layers", "curve",
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
            return self._learn(session)
        if self.overwrite:
            raise self._wrong("overwrite", "came without --train, and pictures are replaced anyway")
        if any(is_learnt(one) for one in self.styles):
            return self._at_once(session)
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

        picture_path(self._out())  # wrong words are told before the work
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
                kept = self._written(stopped.styled)
                raise KeyboardInterrupt(f"{stopped}, kept in {kept.path}") from None
        return self._written(painted)

    def asked(self) -> Styling:
        """Give what is asked, as `convscope.style` takes it."""
        from convscope.apply.style import Styling

        return Styling(**self._given())

    def _given(self) -> dict[str, Any]:
        given: dict[str, Any] = {name: getattr(self, name) for name in PAINTING}
        given["size"] = (256 if self.train else 512) if self.size is None else self.size
        given["steps"] = 100 if self.steps is None or self.train else self.steps
        given["keep_colours"] = self.keep_colours or ""
        weights = numbers(self.weights, "--weights")
        given["weights"] = () if weights is None else (weights,) if isinstance(weights, float) else weights
        given["layers"] = tuple(name.strip() for name in (self.layers or "").split(",") if name.strip())
        return given

    def _written(self, painted: Styled) -> Styled:
        painted = replace(painted, path=painted.save(self._out()))
        if self.curve is not None and painted.steps:
            painted.curve().save(self.curve)
        return painted

    def _out(self) -> str:
        if self.out is not None:
            return self.out
        return f"runs/style-{Path(self.styles[0]).stem}" if self.train and self.styles else "styled.png"

    def _wrong(self, name: str, why: str) -> Exception:
        from convscope.errors import ConvscopeError

        return ConvscopeError(f"{flag_of(name)} {why}", fix="leave it out")

    def _refuse(self, names: Sequence[str], why: str) -> None:
        """Refuse an option that what is done does not heed."""
        usual = {parameter.name: parameter.default for parameter in parameters(type(self))}
        for name in names:
            if getattr(self, name) != usual[name]:
                raise self._wrong(name, why)

    def _at_once(self, session: Session) -> Styled:
        """Paint by what has learnt a style."""
        from convscope.apply.style.learnt import paint_at_once
        from convscope.apply.style.styled import picture_path
        from convscope.errors import ConvscopeError
        from convscope.training import Setup

        if len(self.styles) != 1:
            raise ConvscopeError(f"{len(self.styles)} styles came, one of which was learnt", fix="give that one alone")
        self._refuse(FOR_PAINTING, "came with a style that was learnt, which paints as it learnt to")
        picture_path(self._out())
        asked = self.asked()
        asked.check(1)
        setup = Setup(session.seed, session.device, session.threads)
        device = str(setup.torch_device())
        with setup.applied():
            return self._written(paint_at_once(self.content, self.styles[0], size=asked.size, device=device))

    def _learn(self, session: Session) -> Learnt:
        """Let a network learn the style."""
        from convscope.apply.style.learning import Learning, Learnt, learn
        from convscope.apply.style.seeing import seeing
        from convscope.errors import ConvscopeError
        from convscope.runs import refuse_occupied
        from convscope.training import Setup
        from convscope.verbs.check_sizes import Counted

        self._refuse(("mask", "keep_colours", "optimizer", "start", "progress", "curve", "smooth"), "came with --train")
        if not Path(self.content).exists():
            raise ConvscopeError(f"there is no folder {self.content}", fix="give a folder of photographs to learn on")
        asked = self.asked()
        asked.check(len(self.styles))
        refuse_occupied(self._out(), overwrite=self.overwrite)
        setup = Setup(session.seed, session.device, session.threads)
        device = setup.torch_device()
        learning = Learning(
            steps=self._steps(), overwrite=self.overwrite, seed=session.seed, command=self.command()
        )  # fmt: skip
        with setup.applied():
            model = seeing(self.features, self.features_weights)
            model = replace(model, module=model.module.to(device))
            run = learn(
                self.content, self.styles, self._out(), asked, learning, features=model,
                count=lambda done, total, loss: session.show(Counted(done, total, f"steps, loss {loss:.4f}")),
            )  # fmt: skip
        return Learnt(run)

    def _steps(self) -> int:
        return 2000 if self.steps is None else self.steps

    def python(self) -> str:
        """Write the Python that does the same."""
        from convscope.apply.style import Styling
        from convscope.apply.style.learnt import is_learnt

        if self.train:
            return self._python_learning()
        if any(is_learnt(one) for one in self.styles):
            size = f", size={self.size!r}" if self.size else ""
            return (
                "from convscope.apply.style.learnt import paint_at_once\n"
                f"painted = paint_at_once({self.content!r}, {self.styles[0]!r}{size})\npainted.save({self._out()!r})"
            )

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
        lines.append(f"painted.save({self._out()!r})")
        if self.curve is not None:
            lines.append(f"painted.curve().save({self.curve!r})")
        return "\n".join(lines)

    def _python_learning(self) -> str:
        from convscope.apply.style import Styling

        usual = {**vars(Styling()), "size": None}
        given = [f"{name}={value!r}" for name, value in self._given().items() if value != usual[name]]
        learning = f"steps={self._steps()}" + (", overwrite=True" if self.overwrite else "")
        features = f", features={self.features!r}" if self.features != "auto" else ""
        if self.features_weights is not None:
            features = f", features=seeing({self.features!r}, {self.features_weights!r})"
        return (
            "from convscope.apply.style import Styling\nfrom convscope.apply.style.learning import Learning, learn\n"
            "from convscope.apply.style.seeing import seeing\n"
            f"run = learn({self.content!r}, {list(self.styles)!r}, {self._out()!r}, Styling({', '.join(given)}), "
            f"Learning({learning}){features})"
        )
