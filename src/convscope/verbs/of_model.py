"""A verb of a model: how the model is spelled, and what must be said of it where it does not know itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from convscope.verbs.verb import Argument, Option, Verb, shape

if TYPE_CHECKING:
    from convscope.model import Model

MODEL = (
    "lenet5, lenet5:mnist (trained), torchvision:resnet50, timm:resnet50, net.py:Net or package.module:Net (runs that "
    "code; arguments in brackets, 'net.py:Net(width=32)'), pretrained, or a run folder."
)
MODES = ("stretch", "crop", "letterbox")


@dataclass(frozen=True, kw_only=True)
class OfModel(Verb):
    """What the verbs that use a model share: its spelling and the options for it."""

    model: Annotated[str, Argument(MODEL, "MODEL")]
    weights: Annotated[
        str | None,
        Option("Trained weights: a state dict (.pt, .safetensors), or DEFAULT as torchvision or timm publish.", "FILE"),
    ] = None
    classes: Annotated[str | None, Option("Class names: a file with one a line, or cat,dog.", "FILE")] = None
    mean: Annotated[str | None, Option("What was subtracted, of values in 0 … 1: 0.5, or one a channel.", "N,…")] = None
    std: Annotated[str | None, Option("What it was divided by then: 0.5, or one a channel.", "N,…")] = None
    input: Annotated[str | None, Option("Input shape, where the network does not say it.", "C,H,W")] = None
    size: Annotated[str | None, Option("Another size than its own: 160, or 160,240.", "N or H,W")] = None
    resize: Annotated[str | None, Option("How pictures are brought to the size.", "MODE", choices=MODES)] = None

    def loaded(self) -> Model:
        """Load the model."""
        from convscope.loading import load

        return load(self.model, **self.said())

    def said(self) -> dict[str, Any]:
        """Give what was said of the model, as `convscope.load` takes it."""
        from convscope.errors import ConvscopeError, UnknownName
        from convscope.picture import sides

        if self.resize is not None and self.resize not in MODES:
            raise UnknownName("resize mode", self.resize, list(MODES))
        if self.input is not None and self.size is not None:
            raise ConvscopeError("--input and --size both came", fix="--input says the size too; leave --size out")
        if self.input is not None and len(shape(self.input) or ()) != 3:
            raise ConvscopeError(
                f"--input {self.input} came, and pictures have channels, height and width",
                fix="give the three, as in --input 3,224,224; --size alone gives height and width",
            )
        asked = shape(self.input) if self.size is None else sides(self.size)
        said = {
            "weights": self.weights, "classes": self.classes, "mean": numbers(self.mean, "--mean"),
            "std": numbers(self.std, "--std"), "resize": self.resize, "input_shape": asked,
        }  # fmt: skip
        return {name: value for name, value in said.items() if value is not None}

    def arguments(self) -> str:
        """Write what `convscope.load` is called with."""
        return ", ".join([repr(self.model), *(f"{name}={value!r}" for name, value in self.said().items())])


def numbers(text: str | None, option: str) -> float | tuple[float, ...] | None:
    """Read one number, or several with commas between them.

    >>> numbers("0.5", "--mean"), numbers("0.485,0.456,0.406", "--mean")
    (0.5, (0.485, 0.456, 0.406))
    """
    from convscope.errors import ConvscopeError

    if text is None:
        return None
    try:
        read = tuple(float(part) for part in text.split(","))
    except ValueError:
        raise ConvscopeError(f"{option} {text} came", fix=f"give numbers, as in {option} 0.5 or 0.5,0.5,0.5") from None
    return read[0] if len(read) == 1 else read
