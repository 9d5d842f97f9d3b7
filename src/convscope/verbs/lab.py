"""The verb ``lab``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from convscope.verbs.of_model import MODEL, OfModel
from convscope.verbs.verb import Argument, Option, Result, Session, shape

if TYPE_CHECKING:
    from convscope.model import Model
    from convscope.models import Built

TRAINED = "lenet5:mnist"
LOCAL = "127.0.0.1"
RUNS = "runs"
SAID = ("weights", "classes", "mean", "std", "input", "size", "resize")


@dataclass(frozen=True, kw_only=True)
class Lab(OfModel):
    """The web lab: convolutions number by number, your network layer by layer, in English and Chinese.

    Opens in a browser, served from this machine to this machine alone; the pages ask for nothing but the network and
    the picture named here. Without a model, a LeNet-5 trained on MNIST. With --host, to others as well, who need the
    token that the address ends in.

    With --export, writes the page of convolutions as one HTML file that works from the disk with nothing installed and
    fetches nothing: pictures, kernels, stride, padding, dilation, groups, transposed convolution, pooling, coverage,
    matrix, receptive field, and the PyTorch that does the same. Given a folder, it writes all lessons there, a page
    each in both languages, and all in a row to print, which open from the disk or from any web server: what the browser
    can compute is live, the rest shows what was computed on the network named here.
    """

    name: ClassVar[str] = "lab"
    examples: ClassVar[tuple[str, ...]] = (
        "convscope lab",
        "convscope lab torchvision:resnet18 --picture cat.jpg",
        "convscope lab runs/fields --scene scene.tif --labels labels.tif",
        "convscope lab --lessons my-lessons",
        "convscope lab --export convolve.html",
        "convscope lab --export lessons/",
        "convscope lab --export pooling.html --at 'mode=max&picture=digit&height=8&width=8'",
    )

    model: Annotated[str, Argument(f"{MODEL} By default {TRAINED}.", "[MODEL]")] = TRAINED
    picture: Annotated[str | None, Option("A picture to begin with.", "FILE")] = None
    scene: Annotated[str | None, Option("A scene for the page Apply: a raster of any size, or a picture.", "FILE")] = (
        None
    )
    labels: Annotated[
        str | None, Option("The scene's labels, a .tif: shown if they are there, else the page can make them.", "FILE")
    ] = None
    bands: Annotated[str | None, Option("Bands of the scene that enter, in the order of training.", "N,…")] = None
    range: Annotated[
        str | None, Option("The scene's numbers that were black and white in training; 16-bit needs it.", "LOW,HIGH")
    ] = None
    calibrate: Annotated[str | None, Option("Pictures for int8 on the page Ship: data by name or folder.", "DATA")] = (
        None
    )
    runs: Annotated[str, Option("Folder of the runs that the page Train shows, and adds to.", "FOLDER")] = RUNS
    host: Annotated[str, Option("Where to serve; 0.0.0.0 is everywhere this machine can be reached.", "ADDRESS")] = (
        LOCAL
    )
    port: Annotated[int | None, Option("By default 8722, or one that is free.", "N")] = None
    lessons: Annotated[str | None, Option("Lessons of your own beside ours: en/*.md and zh/*.md.", "FOLDER")] = None
    no_browser: Annotated[bool, Option("Open no browser; only say the address.")] = False
    export: Annotated[
        str | None, Option("Serve nothing: write Convolve, one .html, or all lessons, a folder.", "PLACE")
    ] = None
    at: Annotated[str, Option("With --export: open it with what its address has after the #.", "ADDRESS")] = ""

    def run(self, session: Session) -> Result:
        """Write the page, or serve until Ctrl-C."""
        from convscope.verbs.check_sizes import Counted

        lab = _lab()
        if self.export is not None and not self._is_site():
            exported: Result = lab.export(self.export, self.at)
            return exported
        self._check_options()
        lessons = None if self.lessons is None else Path(self.lessons)
        picture = None if self.picture is None else Path(self.picture)
        model = self._opened()
        scenery = self._scenery(model, session)
        opened = lab.Opened(
            self.model, model, picture, lessons=lessons, scenery=scenery, said=self._said(), words=_words(session),
            calibrate=self.calibrate, studio=lab.Studio(Path(self.runs)),
        )  # fmt: skip
        if self.export is not None:
            written: Result = lab.write_site(
                opened, self.export, lambda done, total: session.show(Counted(done, total, "pages"))
            )
            return written
        served: Result = lab.serve(
            opened, host=self.host, port=self.port, browse=not self.no_browser, on_serving=session.show
        )
        return served

    def _is_site(self) -> bool:
        """Whether a folder is to be written: one that is there, or a name without a suffix."""
        place = Path(self.export or "")
        return place.is_dir() or not place.suffix

    def _opened(self) -> Model | Built:
        """Load the model; one that takes no picture is opened for the page that checks it."""
        from convscope.models import build
        from convscope.models.spelling import TakesNoPicture

        asked = shape(self.input)
        if asked is not None and len(asked) != 3:
            return replace(build(self.model), input_shape=asked)
        try:
            return self.loaded()
        except TakesNoPicture as error:
            return error.built

    def _scenery(self, model: Model | Built, session: Session) -> Any:
        """Open the scene, and its labels if they are there: what is wrong is told before anything is served."""
        from convscope.errors import ConvscopeError
        from convscope.verbs.segment import bands, span

        if self.scene is None:
            if spoken := next((name for name in ("labels", "bands", "range") if getattr(self, name) is not None), None):
                raise ConvscopeError(f"--{spoken} came without --scene", fix="name the scene it belongs to")
            return None
        labels = None if self.labels is None else Path(self.labels)
        given = {"bands": bands(self.bands), "values": span(self.range), "words": _words(session)}
        scenery = _lab().Scenery.of(model, self.scene, labels, **given)
        scenery.check()
        return scenery

    def _check_options(self) -> None:
        """Tell options that do not go together, and a picture that is none, before the network is loaded."""
        from convscope.errors import ConvscopeError
        from convscope.picture import read

        if self.at:
            raise ConvscopeError(
                f"--at came {'with a folder' if self.export else 'without --export'}",
                fix="the address of a page holds its state: open that",
            )
        if self.picture is not None:
            read(self.picture)
        if self.lessons is not None:
            _lab().check_lessons(Path(self.lessons))

    def python(self) -> str:
        """Write the Python that does the same."""
        if self.export is not None and not self._is_site():
            at = f", at={self.at!r}" if self.at else ""
            return f"from convscope import lab\nlab.export({self.export!r}{at})"
        asked = shape(self.input)
        built = "" if asked is None or len(asked) == 3 else f"replace(build({self.model!r}), input_shape={asked})"
        opened = [repr(self.model), built or f"cs.load({self.arguments()})"]
        opened += [f"{name}=Path({place!r})" for name in ("picture", "lessons") if (place := getattr(self, name))]
        opened += [f"calibrate={self.calibrate!r}"] if self.calibrate is not None else []
        opened += [f"studio=lab.Studio(Path({self.runs!r}))"] if self.runs != RUNS else []
        if self.scene is not None:
            opened.append(f"scenery={self._scenery_python(opened[1])}")
        if told := self._said():
            opened.append(f"said={told}")
        last = f"lab.write_site(opened, {self.export!r})" if self.export is not None else ""
        unlike = {"host": LOCAL, "port": None, "browse": True}
        served = {"host": self.host, "port": self.port, "browse": not self.no_browser}
        said = "".join(f", {name}={value!r}" for name, value in served.items() if value != unlike[name])
        return (
            f"{'from dataclasses import replace' + chr(10) if built else ''}"
            "from pathlib import Path\n\nimport convscope as cs\nfrom convscope import lab\n"
            f"{'from convscope.models import build' + chr(10) if built else ''}"
            f"opened = lab.Opened({', '.join(opened)})\n{last or f'lab.serve(opened{said})'}"
        )

    def _said(self) -> dict[str, Any]:
        """Give what else was said of the model, which other commands are told, too."""
        return {name: value for name in SAID if (value := getattr(self, name)) is not None}

    def _scenery_python(self, model: str) -> str:
        from convscope.verbs.segment import bands, span

        given = {"bands": bands(self.bands), "values": span(self.range)}
        said = [f"Path({self.labels!r})"] if self.labels is not None else []
        said += [f"{name}={value!r}" for name, value in given.items() if value is not None]
        return f"lab.Scenery.of({', '.join([model, repr(self.scene), *said])})"


def _words(session: Session) -> tuple[str, ...]:
    """Give what was said of the session, for the commands that pages begin."""
    device = () if session.device == "auto" else ("--device", session.device)
    return device if session.threads is None else (*device, "--threads", str(session.threads))


def _lab() -> Any:
    """Find the lab's room by name: it lies above the verbs, whose declarations it reads (decision 14)."""
    return import_module("convscope.lab")
