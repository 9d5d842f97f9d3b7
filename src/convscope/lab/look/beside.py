"""Ways of looking at a unit that take their time: by ``convscope look`` in a process of its own, one at a time."""

from __future__ import annotations

import base64
import shlex
from typing import TYPE_CHECKING, Any

from PIL import Image

from convscope.errors import ConvscopeError, UnknownName
from convscope.lab.ship.targets import made
from convscope.lab.ship.workshop import Workshop
from convscope.saying import Words
from convscope.verbs.look import Look

if TYPE_CHECKING:
    from convscope.lab.look.kept import Run
    from convscope.network import Layer

# what the command is told of each beside layer and unit; only the packaged digits are there on every machine
WAYS: dict[str, dict[str, str]] = {
    "deconvnet": {"picture": "yes", "unit": "yes"},
    "grad-cam": {"picture": "yes"},
    "depth-column": {"picture": "yes", "at": "yes"},
    "maximisation": {"unit": "yes"},
    "top-patches": {"data": "digits", "unit": "yes"},
    "onnx": {"picture": "yes"},  # the answers beside those of the file that the page Ship has made
}
WORDS = Words(no_onnx="there is no ONNX file of it yet", fix_no_onnx="make it on the page Ship")
JOB = "look"


class Beside:
    """The latest picture that was asked for."""

    def __init__(self) -> None:
        self._workshop = Workshop()
        self._asked: dict[str, Any] = {}

    def begin(self, way: str, run: Run, layer: Layer, unit: int, place: tuple[int, ...] = ()) -> dict[str, Any]:
        """Begin; what goes on of another is stopped before."""
        if way not in WAYS:
            raise UnknownName("way of looking", way[:40], list(WAYS))
        opened, file = run.opened, made(run.opened).get("onnx")
        if way == "onnx" and file is None:
            raise ConvscopeError(WORDS.say("no_onnx"), fix=WORDS.say("fix_no_onnx"))
        self._workshop.end(JOB)
        folder = self._workshop.folder
        picture = folder / "picture.png"
        shown = run.picture[..., 0] if run.picture.shape[2] == 1 else run.picture[..., :3]
        Image.fromarray(shown).save(picture)
        wants = WAYS[way]
        given: dict[str, Any] = {"method": way, "layer": layer.name, "save": str(folder / "beside.png")}
        if way == "onnx":
            given |= {"method": "answers", "against": str(file), "layer": None}
        if "unit" in wants:
            given["unit"] = str(unit)
        if "at" in wants and place:
            given["at"] = ",".join(map(str, place))
        if "data" in wants:
            given["data"] = wants["data"]
        (folder / "beside.png").unlink(missing_ok=True)
        verb = Look(model=opened.spelling, picture=str(picture) if "picture" in wants else None, **opened.said, **given)
        self._workshop.begin(JOB, [*shlex.split(verb.command())[1:], *opened.words])
        self._asked = {"way": way, "layer": layer.index, "unit": unit}
        return self.told()

    def stop(self) -> dict[str, Any]:
        """Press Ctrl-C."""
        self._workshop.stop()
        return self.told()

    def told(self) -> dict[str, Any]:
        """Give how far it is and, at its end, the picture."""
        found = self._workshop.told(JOB)
        drawn = None
        file = self._workshop.folder / "beside.png" if found is not None and found["ended"] == "result" else None
        if file is not None and file.is_file():
            drawn = "data:image/png;base64," + base64.b64encode(file.read_bytes()).decode("ascii")
        if found is not None and found["result"] is not None:
            views = found["result"].get("views", [])
            found = {**found, "result": None, "sentences": [view["sentence"] for view in views if view.get("sentence")]}
        return {**self._asked, "work": found, "drawn": drawn}

    def close(self) -> None:
        """End it, and remove its files."""
        self._workshop.close()
