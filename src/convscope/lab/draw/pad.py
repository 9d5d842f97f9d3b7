"""What the pad is for a network, and how its pixels become the picture that enters."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from convscope.errors import ConvscopeError, UnknownName
from convscope.lab.check.values import RELOAD, number, word
from convscope.look.shift_response import moved
from convscope.picture import InputContract, Picture, fit
from convscope.picture.handwritten import as_digit
from convscope.saying import Words

if TYPE_CHECKING:
    from convscope.lab.opened import Opened

FORMS = {"mnist": (28, 20), "digits": (32, 32), "drawn": None}  # how a digit is laid: the square, and the box in it
LEAST_SIDE, MOST_SIDE = 140, 256  # of the pad, in its own pixels
MOST_SHIFT = 512
TEN = tuple("0123456789")
WORDS = Words(
    pad_channels="{network} takes pictures of {channels} channels, the pad draws in 1 or 3",
    fix_pad_channels="open a network of grey or colour pictures",
)


@dataclass(frozen=True)
class Pad:
    """The pad's own size and channels, what the network is given, and which form its drawings have by themselves."""

    height: int
    width: int
    contract: InputContract
    form: str

    @property
    def forms(self) -> tuple[str, ...]:
        """The forms that can be chosen: a digit's are of grey pictures."""
        return tuple(FORMS) if self.contract.channels == 1 else ("drawn",)


def pad_of(opened: Opened) -> Pad:
    """Choose the pad for what was opened. Raises `ConvscopeError` where nothing can be drawn for it."""
    from convscope.apply.style.stylenet import StyleNet

    contract = opened.contract
    if contract.channels not in (1, 3):
        raise ConvscopeError(
            WORDS.say("pad_channels", network=opened.spelling, channels=contract.channels),
            fix=WORDS.say("fix_pad_channels"),
        )
    if isinstance(opened.model.module, StyleNet):  # paints any size: small ones during the stroke
        share = min(1.0, StyleNet.input_shape[1] / max(contract.height, contract.width))
        contract = replace(
            contract, height=max(4, round(contract.height * share)), width=max(4, round(contract.width * share))
        )
    contract = replace(contract, resize="stretch", crop_share=1.0)  # what is at the pad's edge enters, too
    form = _form(opened, contract)
    if form != "drawn":
        return Pad(LEAST_SIDE, LEAST_SIDE, contract, form)
    longer = max(contract.height, contract.width)
    share = max(1, LEAST_SIDE // longer) if longer <= MOST_SIDE else MOST_SIDE / longer
    return Pad(max(1, round(contract.height * share)), max(1, round(contract.width * share)), contract, form)


def entering(pad: Pad, values: dict[str, Any]) -> tuple[Picture, Picture]:
    """Make of a question's pixels the picture that enters, and give it unmoved, too."""
    drawn, form = _pixels(pad, values), word(values, "form") or pad.form
    if form not in pad.forms:
        raise UnknownName("form", form[:40], list(pad.forms))
    if (sides := FORMS[form]) is not None:
        drawn = as_digit(drawn, side=sides[0], box=sides[1])
    fitted = fit(drawn, pad.contract)
    down, across = (number(values, name, least=-MOST_SHIFT, most=MOST_SHIFT) for name in ("down", "across"))
    return moved(fitted, down, across), fitted


def python_of(pad: Pad, form: str) -> str:
    """Write how the pad's own picture becomes what enters."""
    sides = FORMS[form]
    if sides is None:
        return "fitted = model.fit(picture)"
    told = "" if form == "mnist" else f", side={sides[0]}, box={sides[1]}"
    return f"fitted = model.fit(as_digit(picture{told}))"


def _pixels(pad: Pad, values: dict[str, Any]) -> Picture:
    shape = (pad.height, pad.width, pad.contract.channels)
    text = values.get("pixels")
    try:
        found = base64.b64decode(text if isinstance(text, str) else "", validate=True)
        return np.frombuffer(found, np.uint8).reshape(shape)
    except (binascii.Error, ValueError):
        raise ConvscopeError("pixels that are not this pad's came", fix=RELOAD) from None


def _form(opened: Opened, contract: InputContract) -> str:
    """Take a digit's form where ten digits are told apart: that of the data where a run says them."""
    if contract.channels != 1 or tuple(opened.model.classes) != TEN:  # type: ignore[union-attr]
        return "drawn"
    named = _data(opened)
    if named in FORMS:
        return named
    return "digits" if max(contract.height, contract.width) <= 8 else "mnist"


def _data(opened: Opened) -> str:
    from convscope.runs import open_run

    if not Path(opened.spelling).is_dir():
        return ""
    try:
        return open_run(opened.spelling).record.data
    except ConvscopeError:
        return ""
