"""What the pad is for a network, and what of it enters."""

import base64
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

import convscope as cs
from convscope.apply.style.stylenet import StyleNet
from convscope.errors import ConvscopeError
from convscope.lab import Opened
from convscope.lab.draw.pad import Pad, entering, pad_of, python_of
from convscope.model import Model
from convscope.picture import InputContract
from convscope.picture.handwritten import as_digit


def opened(channels: int, height: int, width: int, module: torch.nn.Module | None = None) -> Opened:
    contract = InputContract(channels, height, width, "crop", crop_share=0.875)
    return Opened("net", Model(module or torch.nn.Identity(), contract, (), "net"))


def asking(pad: Pad, **some: Any) -> dict[str, Any]:
    pixels = np.random.default_rng(0).integers(0, 256, (pad.height, pad.width, pad.contract.channels), dtype=np.uint8)
    return {"pixels": base64.b64encode(pixels.tobytes()).decode(), "down": 0, "across": 0, **some}


@pytest.mark.parametrize(
    ("channels", "height", "width", "size"),
    [(1, 32, 32, (128, 128)), (3, 224, 224, (224, 224)), (3, 512, 256, (256, 128))],
)
def test_the_pad_has_the_inputs_shape(channels: int, height: int, width: int, size: tuple[int, int]) -> None:
    """A whole multiple of small ones, at most 256 of large ones; what is at its edge enters, too."""
    pad = pad_of(opened(channels, height, width))
    assert (pad.height, pad.width) == size and pad.form == "drawn"
    assert entering(pad, asking(pad))[0].shape == (height, width, channels)


def test_digits_are_laid_as_the_data_were(tmp_path: Any) -> None:
    """MNIST's form for ten digits, and scikit-learn's for the 8 × 8 ones; as drawn where one chooses it."""
    model = cs.load("lenet5:mnist")
    pad = pad_of(Opened("lenet5:mnist", model))
    assert pad.form == "mnist" and pad.forms == ("mnist", "digits", "drawn")
    small = replace(model, contract=replace(model.contract, height=8, width=8))
    assert pad_of(Opened("net", small)).form == "digits"
    given = asking(pad)
    drawn = np.frombuffer(base64.b64decode(given["pixels"]), np.uint8).reshape(140, 140, 1)
    fitted, unmoved = entering(pad, {**given, "down": 2, "across": -1})
    np.testing.assert_array_equal(unmoved, model.fit(as_digit(drawn)))
    np.testing.assert_array_equal(fitted[2:, :-1], unmoved[:-2, 1:])
    assert not (entering(pad, {**given, "form": "drawn"})[0] == unmoved).all()
    assert "as_digit(picture, side=32, box=32)" in python_of(pad, "digits")


def test_a_style_paints_small_during_the_stroke() -> None:
    """It takes any size: a larger one is brought to 256."""
    pad = pad_of(opened(3, 512, 512, StyleNet(width=4, blocks=1)))
    assert pad.contract.input_shape == (3, 256, 256)


def test_what_cannot_be_drawn_or_is_no_pad_is_told() -> None:
    """Four channels; a network of sequences; pixels of another size; a form of others."""
    with pytest.raises(ConvscopeError, match="4 channels"):
        pad_of(opened(4, 8, 8))
    pad = pad_of(opened(3, 32, 32))
    with pytest.raises(ConvscopeError, match="not this pad's"):
        entering(pad, {**asking(pad), "pixels": "AAAA"})
    with pytest.raises(ConvscopeError, match="form"):
        entering(pad, asking(pad, form="mnist"))
