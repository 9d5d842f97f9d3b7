"""What ``check --layer`` does: explain one layer, and draw one of its units' receptive field."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from convscope.network import Network
    from convscope.network.explain import Explanation
    from convscope.picture import Picture

DEFAULT = "layer.png"  # where a picture is drawn that came without a place to save it
FORMATS = (".png", ".svg", ".npz")


@dataclass(frozen=True)
class Explained:
    """A layer explained, and where its unit was drawn."""

    explanation: Explanation
    path: Path | None = None

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {**self.explanation.as_dict(), "saved": None if self.path is None else str(self.path)}


def unit_place(text: str | None) -> tuple[int, ...] | None:
    """Read ``R,C``; None stays None.

    >>> unit_place("3,14")
    (3, 14)
    """
    from convscope.errors import ConvscopeError

    if text is None:
        return None
    try:
        return tuple(int(part) for part in text.split(","))
    except ValueError:
        raise ConvscopeError(f"--unit {text} came", fix="give its place on the map, as in --unit 3,14") from None


def place_to_save(save: str | None, picture: str | None) -> Path | None:
    """Check where to draw; a wrong name is told before the work."""
    from convscope.errors import ConvscopeError

    if save is None:
        return Path(DEFAULT) if picture is not None else None
    path = Path(save)
    if path.suffix.lower() not in FORMATS:
        raise ConvscopeError(f"a layer's view cannot be saved as {path.name!r}", fix=f"end it in {', '.join(FORMATS)}")
    return path


def explain_layer(
    network: Network, layer: str, *, unit: tuple[int, ...] | None, save: Path | None, picture: Picture | None
) -> Explained:
    """Explain a layer of a network; draw, if asked, on a picture that has the network's size."""
    from convscope.look import field_of_unit

    explanation = network.explain(layer, unit)
    if save is not None:
        field_of_unit(network, layer, unit, picture_HWC=picture).save(save)
    return Explained(explanation, save)


def fitted_picture(model: str, picture: str, input_shape: tuple[int, ...]) -> Picture:
    """Read a picture and bring it to a network's channels and size, as its input contract says."""
    from convscope.errors import ConvscopeError
    from convscope.loading import is_run, load
    from convscope.models.pretrained import NAME
    from convscope.picture import InputContract, fit, read

    read_picture = read(picture)
    if len(input_shape) != 3:
        raise ConvscopeError(
            f"--picture came, {model} takes {' × '.join(map(str, input_shape))}, which is no picture",
            fix="leave it out",
        )
    channels, height, width = input_shape
    contract = InputContract(channels, height, width)
    if is_run(model) or model == NAME:
        contract = replace(load(model).contract, height=height, width=width)
    return fit(read_picture, contract)
