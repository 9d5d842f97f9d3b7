"""The run that is on screen: one picture through the network, with every layer's output."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from convscope.errors import ConvscopeError
from convscope.lab.check.values import word
from convscope.lab.digit import as_picture
from convscope.lab.lessons.photograph import shown
from convscope.network.recording import Recording, record

if TYPE_CHECKING:
    from typing import Any

    from convscope.lab.opened import Opened
    from convscope.model import Model
    from convscope.picture import Picture


@dataclass(frozen=True)
class Run:
    """A picture, as it was given and as it entered, and what the network made of it."""

    opened: Opened
    name: str
    picture: Picture
    fitted: Picture
    recording: Recording

    @property
    def model(self) -> Model:
        """The network."""
        return self.opened.model  # type: ignore[return-value]


@dataclass
class Looked:
    """The latest run, at most one: a large network's outputs are hundreds of megabytes."""

    latest: Run | None = None


def run_of(opened: Opened, values: dict[str, Any]) -> Run:
    """Give the run of the picture that is asked about; the latest one is kept.

    Raises `ConvscopeError` where the network takes no picture, or not such a one.
    """
    if not opened.takes_pictures:
        raise ConvscopeError(f"{opened.spelling} takes no picture", fix="open a network of pictures")
    name = word(values, "picture")
    kept = opened.looked
    if kept.latest is not None and kept.latest.opened is opened and kept.latest.name == name:
        return kept.latest
    kept.latest = None  # its memory is free before the next one's is asked for
    picture = _picture(opened, name)
    model: Model = opened.model  # type: ignore[assignment]
    fitted = model.fit(picture)
    recording = record(model.module, model.enter(fitted[None]), target=model.spelling, keep=True)
    kept.latest = Run(opened, name, picture, fitted, recording)
    return kept.latest


def _picture(opened: Opened, name: str) -> Picture:
    """Give the picture of that name; without one the command line's, else a digit, a photograph, or grey."""
    channels = opened.contract.channels
    if not name and opened.picture is None and channels == 1:
        return as_picture()
    picture = shown(opened, name)
    if channels in (1, 3):
        return picture
    return np.repeat(picture[..., :1], channels, axis=2)  # bands there are none of: the first one stands for all
