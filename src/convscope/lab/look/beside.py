"""Ways of looking at a unit that take their time: by ``convscope look`` in a process of its own, one at a time.

They take seconds, so they wait for one another alone, not for a training of an hour.
"""

from __future__ import annotations

import base64
import shlex
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from PIL import Image

from convscope.errors import ConvscopeError, UnknownName
from convscope.jobs import Turns
from convscope.lab.ship.targets import made
from convscope.lab.workshop import Workshop
from convscope.saying import Words
from convscope.verbs.look import Look

if TYPE_CHECKING:
    from convscope.lab.look.kept import Run
    from convscope.network import Layer

DRAWN = "beside.png"
# what the command is told of each beside layer and unit; only the packaged digits are there on every machine
WAYS: dict[str, dict[str, str]] = {
    "deconvnet": {"picture": "yes", "unit": "yes"},
    "grad-cam": {"picture": "yes"},
    "depth-column": {"picture": "yes", "at": "yes"},
    "maximisation": {"unit": "yes"},
    "top-patches": {"data": "digits", "unit": "yes"},
    "onnx": {"picture": "yes"},  # the answers beside those of the file that the page Ship has made
}
WORDS = Words(
    no_onnx="there is no ONNX file of it yet", fix_no_onnx="make it on the page Ship",
    others_look="{most} others look at a unit just now", fix_others_look="try again when some are done",
)  # fmt: skip
JOB = "look"
MOST = 32  # viewers


@dataclass
class Seen:
    """What one viewer asked for last."""

    workshop: Workshop = field(default_factory=Workshop)
    asked: dict[str, Any] = field(default_factory=dict)


class Beside:
    """The latest picture that each viewer asked for; one at a time is made, beside whatever else the machine does."""

    def __init__(self) -> None:
        self._turns = Turns()
        self._seen: OrderedDict[str, Seen] = OrderedDict()

    def begin(
        self, viewer: str, way: str, run: Run, layer: Layer, unit: int, place: tuple[int, ...] = ()
    ) -> dict[str, Any]:
        """Begin; what goes on of another that this viewer asked for is stopped before."""
        if way not in WAYS:
            raise UnknownName("way of looking", way[:40], list(WAYS))
        opened, file = run.opened, made(run.opened).get("onnx")
        if way == "onnx" and file is None:
            raise ConvscopeError(WORDS.say("no_onnx"), fix=WORDS.say("fix_no_onnx"))
        seen = self._of(viewer)
        seen.workshop.end(JOB)
        folder = seen.workshop.folder
        picture = folder / "picture.png"
        shown = run.picture[..., 0] if run.picture.shape[2] == 1 else run.picture[..., :3]
        Image.fromarray(shown).save(picture)
        wants = WAYS[way]
        given: dict[str, Any] = {"method": way, "layer": layer.name, "save": str(folder / DRAWN)}
        if way == "onnx":
            given |= {"method": "answers", "against": str(file), "layer": None}
        if "unit" in wants:
            given["unit"] = str(unit)
        if "at" in wants and place:
            given["at"] = ",".join(map(str, place))
        if "data" in wants:
            given["data"] = wants["data"]
        (folder / DRAWN).unlink(missing_ok=True)
        verb = Look(model=opened.spelling, picture=str(picture) if "picture" in wants else None, **opened.said, **given)
        words = [*shlex.split(verb.command())[1:], *opened.words]
        seen.workshop.begin(JOB, lambda: self._turns.add("look", way, words))
        seen.asked = {"way": way, "layer": layer.index, "unit": unit}
        return self.told(viewer)

    def stop(self, viewer: str) -> dict[str, Any]:
        """Press Ctrl-C."""
        if viewer in self._seen:
            self._seen[viewer].workshop.stop()
        return self.told(viewer)

    def told(self, viewer: str) -> dict[str, Any]:
        """Give how far it is and, at its end, the picture."""
        if viewer not in self._seen:
            return {"work": None, "drawn": None}
        seen = self._seen[viewer]
        found = seen.workshop.told(JOB)
        drawn = None
        file = seen.workshop.folder / DRAWN if found is not None and found["ended"] == "result" else None
        if file is not None and file.is_file():
            drawn = "data:image/png;base64," + base64.b64encode(file.read_bytes()).decode("ascii")
        if found is not None and found["result"] is not None:
            views = found["result"].get("views", [])
            found = {**found, "result": None, "sentences": [view["sentence"] for view in views if view.get("sentence")]}
        return {**seen.asked, "work": found, "drawn": drawn}

    def close(self) -> None:
        """End them, and remove their files."""
        self._turns.close()
        for seen in self._seen.values():
            seen.workshop.close()
        self._seen.clear()

    def _of(self, viewer: str) -> Seen:
        """Give a viewer's; for a new one the longest unasked is dropped that is not being made."""
        if viewer not in self._seen and len(self._seen) >= MOST:
            done = next((one for one, seen in self._seen.items() if not seen.workshop.running), None)
            if done is None:
                raise ConvscopeError(WORDS.say("others_look", most=MOST), fix=WORDS.say("fix_others_look"))
            self._seen.pop(done).workshop.close()
        self._seen.setdefault(viewer, Seen())
        self._seen.move_to_end(viewer)
        return self._seen[viewer]
