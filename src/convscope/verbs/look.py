"""The verb ``look``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from convscope.verbs.look_film import KINDS, filmed, python_of
from convscope.verbs.looks import METHODS, Method, described, method
from convscope.verbs.of_model import OfModel
from convscope.verbs.verb import Argument, Option, Session

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from convscope.draw import View
    from convscope.model import Model
    from convscope.picture import Picture
    from convscope.training import Setup

PAGE = ".html"


@dataclass(frozen=True)
class Looked:
    """Where it was drawn, what is on it, and, where the classes have names, the likeliest answers.

    ``trained`` is False where the weights are random, as those of a network that is not from a run. ``lacking`` are the
    methods that are not on the page, each with the reason. Of a film ``frames`` are what stands on each, and the view
    is the last one. Where Ctrl-C came, ``stopped`` says in what.
    """

    path: Path
    views: tuple[View, ...]
    answers: tuple[tuple[str, float], ...]
    trained: bool
    lacking: tuple[tuple[str, str], ...] = ()
    frames: tuple[str, ...] = ()
    stopped: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        views = [
            {
                "method": view.method, "layer": view.layer, "tiles": len(view.array), "range": list(view.range),
                "captions": list(view.captions), "sentence": view.sentence,
            }
            for view in self.views
        ]  # fmt: skip
        return {
            "path": str(self.path),
            "views": views,
            "answers": [list(answer) for answer in self.answers],
            "trained": self.trained,
            "lacking": dict(self.lacking),
            "frames": list(self.frames),
        }


@dataclass(frozen=True, kw_only=True)
class Look(OfModel):
    """What a network makes of a picture: kernels, maps, what drives a unit, where it looks.

    Without a method, one page with everything that applies, and why the rest does not. With one, or of one layer, a
    page, a picture (.png, .svg) or the numbers (.npz). A layer may be named by the block that ends in it. A unit is a
    channel of a layer; without one, the strongest are shown; without a layer, the likeliest class is asked about. The
    picture is brought to the network's size and channels as its input contract says. Of a shipped file (.onnx) only the
    answers can be seen.
    """

    name: ClassVar[str] = "look"
    examples: ClassVar[tuple[str, ...]] = (
        "convscope look pretrained cat.jpg",
        "convscope look pretrained cat.jpg --method gradient --target 'tabby, tabby cat'",
        "convscope look runs/tour runs/tour/digit.png --layer conv2 --save conv2.png",
        "convscope look runs/tour runs/tour/digit.png --method deconvnet --layer conv2 --unit 7 --save unit.png",
        "convscope look lenet5:mnist --method top-patches --data digits --layer conv2 --save patches.png",
        "convscope look runs/tour runs/tour/digit.png --film maps --layer conv2 --save film.webp",
        "convscope look runs/tour runs/tour/digit.png --against start --method grad-cam",
        "convscope look torchvision:resnet18 cat.jpg --layer layer1.0.conv1 --save maps.svg",
        "convscope look net.py:Net cat.jpg --weights w.pt --classes names.txt --mean 0.5 --std 0.5 --resize crop",
    )
    listed: ClassVar[tuple[tuple[str, tuple[str, ...]], ...]] = (
        ("Methods", tuple(line for method in METHODS for line in described(method))),
    )

    picture: Annotated[str | None, Argument("A picture file; some methods need none.", "[PICTURE]")] = None
    method: Annotated[
        str | None, Option("How to look; by default all ways on one page.", "NAME", tuple(one.name for one in METHODS))
    ] = None
    layer: Annotated[str | None, Option("Only this layer; names are those of convscope check.", "NAME")] = None
    unit: Annotated[str | None, Option("A channel of the layer, or all.", "N")] = None
    at: Annotated[str | None, Option("A place on its map, or map for all of it.", "ROW,COLUMN")] = None
    target: Annotated[
        str | None, Option("Of the answer: a class, by name or number; of a detector, box:0 too.", "CLASS")
    ] = None
    data: Annotated[str | None, Option("A data set, for methods that look at many pictures.", "DATA")] = None
    against: Annotated[
        str | None,
        Option("Another network beside it, and the difference; start is the run's own before training.", "MODEL"),
    ] = None
    set: Annotated[tuple[str, ...], Option("A setting of the method; may be repeated.", "KEY=VALUE")] = ()
    kernels: Annotated[bool, Option("With --layer: its kernels in place of its maps.")] = False
    film: Annotated[
        str | None,
        Option("Of a run: a film of its kernels, or of its maps of the picture, through training.", "WHAT", KINDS),
    ] = None
    save: Annotated[
        str | None, Option("Where to draw: .html; of one method also .png, .svg, .npz; a film .webp or .png.", "FILE")
    ] = None

    def run(self, session: Session) -> Looked:
        """Look and draw."""
        from convscope.draw.view import FORMATS
        from convscope.errors import ConvscopeError
        from convscope.look.cut_short import CutShort
        from convscope.training import Setup

        if self.film is not None:
            return self._filmed(self.film)
        chosen = self._method()
        stem = Path(self.picture).stem if self.picture else (chosen.name if chosen else "")
        path = Path(self.save or f"look-{stem}{PAGE}")
        if chosen is None and path.suffix.lower() != PAGE:
            raise ConvscopeError(
                f"all layers do not fit into {path.name}",
                fix=f"save to {PAGE}, choose a layer with --layer, or a way of looking with --method",
            )
        if path.suffix.lower() not in (PAGE, *FORMATS):  # told before the work
            raise ConvscopeError(
                f"views cannot be saved as {path.name}", fix=f"end it in {', '.join((PAGE, *FORMATS))}"
            )
        setup = Setup(session.seed, session.device, session.threads)

        try:
            with setup.applied():
                if self.model.endswith(".onnx"):
                    entered: tuple[Looked, Picture | None] = self._answered(path)
                else:
                    entered = self._look(path, chosen, setup)
        except CutShort as stopped:
            self._draw(Looked(path, stopped.views, (), trained=True), None)
            raise CutShort(f"{stopped}; what there is is in {path}", stopped.views) from None
        self._draw(*entered)
        if entered[0].stopped:
            raise CutShort(f"{entered[0].stopped}; what there is is in {path}", entered[0].views)
        return entered[0]

    def _draw(self, looked: Looked, fitted: Picture | None) -> None:
        """Write the page, the picture or the numbers."""
        path = looked.path
        if path.suffix.lower() == PAGE:
            from convscope.verbs.look_page import write_page

            write_page(self, looked, fitted)
        else:
            from convscope.draw import save_views

            save_views(looked.views, path)

    def _filmed(self, kind: str) -> Looked:
        """Film a run's history."""
        from convscope.errors import ConvscopeError

        others = ("method", "unit", "at", "target", "data", "set", "kernels", *self.said())
        given = [name for name in others if getattr(self, name, None)]
        if given:
            raise ConvscopeError(f"--{given[0]} came with --film", fix="leave it out; --layer chooses the layer")
        path, film = filmed(kind, self.model, self.picture, self.layer, self.save)
        return Looked(path, (replace(film.views[-1], limits=film.range),), (), trained=True, frames=film.titles)

    def _method(self) -> Method | None:
        """Find what is asked for; None is everything."""
        from convscope.errors import ConvscopeError

        if self.kernels:
            if self.layer is None:
                raise ConvscopeError(
                    "--kernels came without a layer", fix="add --layer NAME; the page shows the first ones anyway"
                )
            return method("kernels")
        if self.method is None:
            if self.layer is not None:
                return method("maps")
            given = [f"--{name}" for name in ("unit", "at", "data", "set") if getattr(self, name)]
            if given:
                raise ConvscopeError(f"{given[0]} came without a method", fix="add --method NAME")
            if self.picture is None:
                raise ConvscopeError("no picture came", fix="convscope look MODEL PICTURE, or choose a --method")
            return None
        return method(self.method)

    def _picture(self) -> str | None:
        """Name the picture, where it is looked at: kernels are those of any."""
        return None if self.kernels else self.picture

    def _given(self) -> dict[str, Any]:
        """Gather what was said for a method, as its function takes it."""
        from convscope.errors import ConvscopeError

        given: dict[str, Any] = {}
        if self.layer is not None:
            given["layer"] = self.layer
        if self.unit is not None:
            if self.unit != "all" and not self.unit.isdecimal():
                raise ConvscopeError(f"--unit {self.unit} came", fix="give a channel's number, as --unit 7, or all")
            given["unit"] = "all" if self.unit == "all" else int(self.unit)
        if self.at is not None:
            try:
                given["at"] = "map" if self.at == "map" else tuple(int(part) for part in self.at.split(","))
            except ValueError:
                raise ConvscopeError(f"--at {self.at} came", fix="give a place, as --at 3,4, or map") from None
        if self.target is not None:
            given["target"] = self.target
        return given

    def _look(self, path: Path, chosen: Method | None, setup: Setup) -> tuple[Looked, Picture | None]:
        """Load and look; give the picture as it entered, too."""
        from convscope.look.cut_short import CutShort
        from convscope.picture import read

        settings = {} if chosen is None else chosen.read(self.set)
        given = self._given()
        if chosen is not None:  # before anything is loaded
            there = {name: value for name, value in (("data", self.data), ("picture", self._picture())) if value}
            chosen.check({**given, **there})
        model = self.loaded()
        model.module.to(setup.torch_device())
        picture = None if self.picture is None else read(self.picture)
        answers = _answers(model, picture) if picture is not None and model.classes and not _finds(model) else ()
        fitted = None if picture is None else model.fit(picture)
        if chosen is None:
            from convscope.data.progress import told
            from convscope.verbs.look_page import everything

            try:
                listen = told("looking", "ways")
                views, lacking = everything(model, picture, target=self.target, progress=listen)
            except CutShort as cut:
                return Looked(path, cut.views, answers, model.trained, cut.lacking, stopped=str(cut)), fitted
            views = self._beside(views, lambda other: everything(other, picture, target=self.target)[0], model, picture)
            return Looked(path, views, answers, model.trained, lacking), fitted
        given |= self._opened(chosen, picture if self._picture() else None)
        more: dict[str, Any] = dict(settings)
        if chosen.slow:
            from convscope.data.progress import told

            more["progress"] = told(chosen.name, chosen.counts)
        if self.against is not None and model.classes and fitted is not None and self._asks_openly(chosen, given):
            given["target"] = int(model.scores(fitted[None])[0].argmax())  # of both the same
        views = chosen(model, given, **more)
        views = self._beside(views, lambda other: chosen(other, given, **more), model, picture)
        return Looked(path, views, answers, model.trained), fitted

    def _beside(
        self, views: tuple[View, ...], looking: Callable[[Model], tuple[View, ...]], model: Model, picture: Any
    ) -> tuple[View, ...]:
        """Put another network's views beside these, where one is asked for."""
        if self.against is None:
            return views
        from convscope.verbs.look_against import compared, opened

        other = opened(self.against, model, self.model)
        return compared(views, looking, model, other, picture, (self.model, self.against))

    def _opened(self, chosen: Method, picture: Picture | None) -> dict[str, Any]:
        """Open what a method is given: the picture, the data set."""
        opened: dict[str, Any] = {} if picture is None else {"picture": picture}
        if self.data is not None:
            from convscope.data import load_dataset

            opened["data"] = load_dataset(self.data)
        return opened

    def _answered(self, path: Path) -> tuple[Looked, Picture]:
        """Run a shipped file, which has no layers to see."""
        from convscope.errors import ConvscopeError
        from convscope.loading import load_shipped
        from convscope.look import answers
        from convscope.picture import read
        from convscope.verbs.look_against import compared, opened

        if self.weights is not None:
            raise ConvscopeError(f"--weights came with {self.model}", fix="leave it out: the file has its own")
        if self.layer is not None or self.target is not None or self.method not in (None, "answers"):
            raise ConvscopeError(
                f"{self.model} is a shipped file, whose layers cannot be seen", fix="name the network it was made from"
            )
        if self.picture is None:
            raise ConvscopeError("no picture came", fix="convscope look MODEL PICTURE")
        shipped = load_shipped(self.model, **self.said())
        picture = read(self.picture)
        views: tuple[View, ...] = (answers(shipped, picture),)
        if self.against is not None:
            other = opened(self.against, shipped, self.model)
            views = compared((), lambda model: (), shipped, other, picture, (self.model, self.against))
        told = _answers(shipped, picture) if shipped.classes else ()
        return Looked(path, views, told, trained=True), shipped.fit(picture)

    def python(self) -> str:
        """Write the Python that does the same."""
        if self.film is not None:
            return python_of(self.film, self.model, self.picture, self.layer, self.save)
        picture = f"picture = cs.picture.read({self.picture!r})\n" if self.picture else ""
        if self.model.endswith(".onnx"):
            start = "import convscope as cs\nfrom convscope.loading import load_shipped\n"
            start += f"model = load_shipped({self.arguments()})\n{picture}"
            return start + (
                "view = cs.look.answers(model, picture)" if self.against is None else self._python_beside("()")
            )
        start = f"import convscope as cs\nmodel = cs.load({self.arguments()})\n{picture}"
        chosen = self._method()
        if self.data is not None:
            start += f"data = cs.load_dataset({self.data!r})\n"
        if chosen is None:
            asked = "model, picture" + (f", target={self.target!r}" if self.target else "")
            start = f"from convscope.verbs.look_page import everything\n{start}"
            if self.against is None:
                return f"{start}views, lacking = everything({asked})"
            return start + self._python_beside(f"everything({asked})[0]")
        named = self._given()
        if "picture" in chosen.takes and self._picture():
            named["picture"] = "picture"
        call = chosen.python(named, chosen.read(self.set))
        if self.against is None:
            return f"{start}{'view' if chosen.name == 'kernels' else 'views'} = {call}"
        if self._asks_openly(chosen, named):
            start += "target = int(model.scores(model.fit(picture)[None])[0].argmax())\n"
            call = f"{call[:-1]}, target=target)"
        return start + self._python_beside(f"several({call})", "from convscope.verbs.looks import several\n")

    def _python_beside(self, looking: str, imported: str = "") -> str:
        """Write how views are put beside those of another network."""
        return (
            f"from convscope.verbs.look_against import compared, opened\n{imported}"
            f"look = lambda model: {looking}\nother = opened({self.against!r}, model, {self.model!r})\n"
            f"names = {(self.model, self.against)}\n"
            f"views = compared(look(model), look, model, other, {'picture' if self.picture else None}, names)"
        )

    def _asks_openly(self, chosen: Method, given: Mapping[str, Any]) -> bool:
        """Whether a class is asked about that two networks could each choose for themselves."""
        named = {"layer", "unit", "at", "target"} & set(given)
        return "target" in chosen.takes and not named and self.picture is not None


def _finds(model: Model | Any) -> bool:
    """Whether it answers with boxes, of which no class is the picture's."""
    return getattr(model, "answers", None) == "box"


def _answers(model: Model | Any, picture: Any) -> tuple[tuple[str, float], ...]:
    import torch

    from convscope.look.shares import shares_of

    scores = torch.from_numpy(model.scores(model.fit(picture)[None]))
    shares = shares_of(scores, several=model.several)[0]
    best = shares.argsort(descending=True)[:5]
    return tuple((model.classes[int(index)], float(shares[index])) for index in best)
