"""The scene and the labels that the command line named, open for as long as the lab is served."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from convscope.errors import ConvscopeError

if TYPE_CHECKING:
    from convscope.apply.scenes.asked import Pixels, Scene, Valid
    from convscope.apply.scenes.labelled import Labels
    from convscope.apply.scenes.segmented import ClassArea
    from convscope.lab.apply.work import Work
    from convscope.model import Model
    from convscope.models.spelling import Built

SHOWN = 3  # bands of a scene that a screen can show


@dataclass
class Scenery:
    """A scene by its path, as the command line would have it; ``labels`` are read from there, or made there.

    ``bands`` and ``values`` are the command's, ``channels``, ``trained`` and ``names`` the network's; ``words`` are for
    the command that segments, as in ``--threads 2``. Without ``labels`` they are made in a folder of the lab's own,
    which is removed with it, and offered to be saved.
    """

    path: str
    labels: Path | None = None
    bands: tuple[int, ...] | None = None
    values: tuple[float, float] | None = None
    channels: int = 3
    trained: tuple[float, float] = (0.0, 255.0)
    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    work: Work | None = None
    _scene: Scene | None = None
    _labelled: Labels | None = None
    _counting: Counting | None = None
    _own: str = ""
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _reading: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def of(
        cls, model: Model | Built, path: str, labels: Path | None = None, *, bands: tuple[int, ...] | None = None,
        values: tuple[float, float] | None = None, words: tuple[str, ...] = (),
    ) -> Scenery:  # fmt: skip
        """Make it for a model; `ConvscopeError` for one that takes no picture."""
        from convscope.model import Model

        if not isinstance(model, Model):
            raise ConvscopeError("this network takes no picture, and no scene", fix="open a network of pictures")
        contract = model.contract
        return cls(path, labels, bands, values, contract.channels, contract.values, tuple(model.classes), words)

    @property
    def scene(self) -> Scene:
        """The scene, opened when it is first asked for; raises what `open_scene` raises."""
        from convscope.apply.scenes.asked import Reading
        from convscope.apply.scenes.opening import open_scene

        with self._lock:
            if self._scene is None:
                reading = Reading(self.path, self.channels, self.bands, self.values, self.trained)
                self._scene = open_scene(reading)
            return self._scene

    def check(self) -> None:
        """Open all that is there; raises what is wrong with it."""
        if self.out.suffix.lower() not in (".tif", ".tiff"):
            raise ConvscopeError(f"--labels {self.out} came", fix="labels are a .tif")
        _ = self.scene
        self.labelled()

    def read(self, rows: slice, columns: slice, size: tuple[int, int] | None = None) -> tuple[Pixels, Valid | None]:
        """Read a window of the scene, perhaps at a coarser ``size``; one thread at a time."""
        with self._reading:
            return self.scene.read(rows, columns, size)

    @property
    def out(self) -> Path:
        """Where labels are, or will be."""
        with self._lock:
            if self.labels is not None:
                return self.labels
            if not self._own:
                self._own = tempfile.mkdtemp(prefix="convscope-lab-")
            return Path(self._own) / f"{Path(self.path).stem or 'scene'}.labels.tif"

    @property
    def kept(self) -> bool:
        """Whether labels stay when the lab has ended."""
        return self.labels is not None

    def labelled(self) -> Labels | None:
        """Give the labels, None where there are none yet; of a file that was written anew the new ones."""
        from convscope.apply.scenes.asked import stamp
        from convscope.apply.scenes.labelled import Labels

        with self._lock:
            if not self.out.is_file():
                self._drop()
                return None
            found = self._labelled
            if found is not None and found.stamp != stamp(found.path, found.height, found.width):
                self._drop()
            if self._labelled is None:
                opened = Labels(self.out, self.names)
                try:
                    opened.fits(self.scene.height, self.scene.width)
                except ConvscopeError:
                    opened.close()
                    raise
                self._labelled = opened
                self._counting = Counting(opened)
            return self._labelled

    def counting(self) -> Counting | None:
        """Give the count of the labels that are open, which goes on by itself."""
        with self._lock:
            return self._counting if self.labelled() is not None else None

    def close(self) -> None:
        """Let go of everything, and end what still runs."""
        if self.work is not None:
            self.work.leave()
        with self._lock:
            self._drop()
            if self._scene is not None:
                self._scene.close()
                self._scene = None
            if self._own:
                shutil.rmtree(self._own, ignore_errors=True)
                self._own = ""

    def _drop(self) -> None:
        if self._counting is not None:
            self._counting.leave()
        if self._labelled is not None:
            self._labelled.close()
        self._labelled = self._counting = None


class Counting:
    """Counts labels beside everything else: ``done`` of ``of`` rows, then ``classes`` and the pixels without data."""

    def __init__(self, labels: Labels) -> None:
        self.done, self.of = 0, labels.height
        self.classes: tuple[ClassArea, ...] | None = None
        self.nodata = 0
        self.fault = ""
        self._left = False
        self._thread = threading.Thread(target=self._count, args=(labels,), daemon=True)
        self._thread.start()

    def told(self) -> dict[str, Any]:
        """Plain values for the page."""
        if self.classes is None:
            return {"done": self.done, "of": self.of, "fault": self.fault}
        classes = [
            {"label": one.label, "name": one.name, "colour": list(one.colour), "pixels": one.pixels, "area": one.area}
            for one in self.classes
        ]
        return {"done": self.of, "of": self.of, "classes": classes, "nodata": self.nodata, "fault": ""}

    def wait(self) -> None:
        """Wait until it is through."""
        self._thread.join()

    def leave(self) -> None:
        """End it: the file is about to be closed."""
        self._left = True
        self._thread.join()

    def _count(self, labels: Labels) -> None:
        try:
            self.classes, self.nodata = labels.counted(self._step)
        except ConvscopeError as error:
            self.fault = str(error)
        except _Left:
            pass

    def _step(self, done: int, of: int) -> None:
        if self._left:
            raise _Left
        self.done = done


class _Left(Exception):
    """Nobody waits for the count any more."""


def version(stamp: str) -> str:
    """Name a state of a file in addresses of tiles, which a browser may keep.

    >>> version("/a/scene.tif 10 20") == version("/a/scene.tif 10 20") != version("/a/scene.tif 11 20")
    True
    """
    return hashlib.sha256(stamp.encode()).hexdigest()[:16]
