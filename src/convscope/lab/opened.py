"""What the command line opened: all that a page may ask about."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from convscope.errors import ConvscopeError
from convscope.lab.draw.kept import Drawing
from convscope.lab.lessons.tries import Tries
from convscope.lab.look.beside import Beside
from convscope.lab.look.kept import Looked
from convscope.lab.shelf import Shelf
from convscope.lab.train.studio import Studio
from convscope.lab.workshop import Workshop
from convscope.saying import Words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from convscope.jobs import Turns
    from convscope.lab.apply.scenery import Scenery
    from convscope.model import Model
    from convscope.models import Built
    from convscope.picture import InputContract

WORDS = Words(no_picture="{network} takes no picture", fix_no_picture="open a network of pictures")


@dataclass(frozen=True)
class Opened:
    """A model by its spelling, as a command would have it, and a picture.

    The model is the one of ``cs.load``, or what was built where that takes no picture; the picture a path, or None
    where the page has to bring one. ``pictures`` has it, and what is uploaded, by hash. ``lessons`` is a teacher's own
    folder of them; ``scenery`` a scene for the page Apply. ``said`` is what else the command line said of the model, by
    the names of the options, ``words`` of the session, as in ``--threads 2``; ``calibrate`` the pictures for int8 on
    the page Ship, whose files ``workshop`` holds; ``studio`` has the folder of runs that the page Train fills. Looks
    beside units are ``beside``, lessons' experiments ``tries``; the latest of Draw and Look ``drawing`` and ``looked``.
    """

    spelling: str
    model: Model | Built
    picture: Path | None = None
    lessons: Path | None = None
    scenery: Scenery | None = None
    said: Mapping[str, Any] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    calibrate: str | None = None
    workshop: Workshop = field(default_factory=Workshop, compare=False)
    studio: Studio = field(default_factory=Studio)
    beside: Beside = field(default_factory=Beside, compare=False)
    tries: Tries = field(default_factory=Tries, compare=False)
    drawing: Drawing = field(default_factory=Drawing, compare=False)
    looked: Looked = field(default_factory=Looked, compare=False)
    pictures: Shelf = field(default_factory=Shelf, compare=False)

    @property
    def shapes(self) -> tuple[tuple[int, ...], ...]:
        """The shape of each input, without batch; the first one's is the picture's, and what a page may change."""
        if self.takes_pictures:
            return (self.contract.input_shape,)
        shape = self.model.shape(None)  # type: ignore[union-attr]
        return shape if isinstance(shape[0], tuple) else (shape,)  # type: ignore[return-value]

    @property
    def takes_pictures(self) -> bool:
        """Whether its input is one picture."""
        return hasattr(self.model, "contract")

    @property
    def contract(self) -> InputContract:
        """What it expects of pictures; `ConvscopeError` where it takes none."""
        if not self.takes_pictures:
            raise ConvscopeError(WORDS.say("no_picture", network=self.spelling), fix=WORDS.say("fix_no_picture"))
        return self.model.contract  # type: ignore[union-attr]

    @property
    def turns(self) -> Turns:
        """What has this machine to itself for a while: trainings, shipping, scenes, experiments, in turn."""
        return self.studio.queue.turns

    def close(self) -> None:
        """End what was begun from its pages, and remove what was made for them."""
        self.turns.close()
        self.workshop.close()
        self.beside.close()
        self.tries.close()
        self.studio.close()
        if self.scenery is not None:
            self.scenery.close()
