"""One unit's sum, drawn: what it reads, its kernel, their products, and the line that adds up to its activation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from convscope.draw import View, Views
from convscope.look.patches import bounds
from convscope.look.shown import in_colour, outlined
from convscope.look.terms import Terms, terms
from convscope.look.units import asked
from convscope.network.recording import record

if TYPE_CHECKING:
    from convscope.look.units import Place, Unit
    from convscope.model import Model
    from convscope.picture import Picture

MOST_CHANNELS = 8  # drawn: those that add the most, up or down
MOST_TERMS = 9  # written out one by one
WIDE = 32  # numbers in a row, of those without a place


def unit_sum(
    model: Model, picture_HWC: Picture, *, layer: str, unit: Unit | None = None, at: Place | None = None
) -> Views:
    """Show how a unit comes to its activation: inputs × weights, summed, plus the bias.

    By default it is the layer's strongest unit, where it is strongest. Of many input channels those are drawn that add
    the most; the line below has them all. Raises `UnknownName` for a layer there is not, and `ConvscopeError` for a
    unit or a place there is not, or where units are no sums (`convscope.look.terms.terms`).
    """
    fitted = model.fit(picture_HWC)
    recorded = record(model.module, model.enter(fitted[None]), target=model.spelling, keep=True)
    found = recorded.network.last_of(layer)
    units = asked(found, recorded.outputs[found.index], unit=None if unit == "all" else unit,
                  at=None if at == "map" else at)  # fmt: skip
    assert units.unit is not None
    taken = terms(recorded, found.name, units.unit, units.place or ())
    return _drawn(taken, units.told, fitted)


def line(taken: Terms) -> str:
    """Write the sum: term by term where there are few, else channel by channel, the largest first.

    It ends with what PyTorch computed, in float32.
    """
    products, bias = taken.products, f" {_signed(taken.bias)} bias" if taken.bias else ""
    if taken.layer.operator.startswith(("max_pool", "adaptive_max")):
        body = f"max of {int((~taken.outside).sum())} numbers"
    elif products.size <= MOST_TERMS:
        pairs = zip(taken.inputs.ravel(), taken.weights.ravel(), strict=True)
        body = " + ".join(f"{_short(x)}·{_bracketed(w)}" for x, w in pairs)
    elif len(products) == 1:
        body = f"Σ of {products.size} products {_short(float(products.sum()))}"
    else:
        sums = _by_channel(products)
        best = np.argsort(-np.abs(sums), kind="stable")[:3]
        rest = len(sums) - len(best)
        named = " ".join(f"{_signed(float(sums[n]))} ({_from(taken, int(n))})" for n in best).removeprefix("+")
        others = f" {_signed(float(sums.sum() - sums[best].sum()))} ({rest} others)" if rest else ""
        body = f"{named}{others}"
    return f"{body}{bias} = {_short(taken.total)}; PyTorch has {_short(taken.activation)}"


def _drawn(taken: Terms, told: str, fitted: Picture) -> Views:
    """Lay out where it is, then inputs, weights and products side by side, a column a channel."""
    layer = taken.layer
    order = np.argsort(-np.abs(_by_channel(taken.products)), kind="stable")
    shown = np.sort(order[:MOST_CHANNELS])
    flat = taken.inputs.ndim == 1
    hidden = 0 if flat else len(order) - len(shown)
    captions = () if flat else tuple(f"{_from(taken, int(n))}" for n in shown)
    sums = () if flat else tuple(f"{_from(taken, int(n))}: {_short(float(taken.products[n].sum()))}" for n in shown)
    signed = bool(taken.inputs.min(initial=0.0) < 0)
    more = f" {hidden} channels that add less are not drawn." if hidden else ""
    read = (
        _view(taken.inputs, shown, "what it reads", layer.name, f"The numbers that {told} reads.{more}", captions,
              legend="signed" if signed else "unsigned"),
        _view(taken.weights, shown, "its kernel" if _weighs(taken) else "what each counts", layer.name,
              "What each of them is multiplied by.", captions),
        _view(taken.products, shown, "products", layer.name, f"{line(taken)}.", sums),
    )  # fmt: skip
    return Views((*_where(taken, fitted, told), *read))


def _view(
    array: npt.NDArray[Any], shown: npt.NDArray[Any], method: str, layer: str, sentence: str, captions: tuple[str, ...],
    legend: Any = "signed",
) -> View:  # fmt: skip
    if array.ndim == 1:
        wide = min(WIDE, len(array))
        tiles = np.full((1, -(-len(array) // wide), wide), 0.0)
        tiles.reshape(-1)[: len(array)] = array
        return View(tiles, method, layer, sentence, legend)
    tiles = array[shown]
    tiles = tiles[:, None, :] if tiles.ndim == 2 else tiles.reshape(len(tiles), -1, tiles.shape[-1])
    return View(tiles, method, layer, sentence, legend, captions, columns=len(tiles))


def _where(taken: Terms, fitted: Picture, told: str) -> tuple[View, ...]:
    """Show the pixels that reach the unit, outlined on the picture, where they are known."""
    fields = taken.layer.reach.fields
    if fields is None or len(fields) != 2 or len(taken.place) != 2 or taken.layer.reach.whole is not None:
        return ()
    place = (taken.place[0], taken.place[1])
    whole = outlined(in_colour(fitted), bounds(taken.layer, place))
    sentence = f"Outlined: the pixels that {told} can see."
    return (View(whole[None], "the picture", taken.layer.name, sentence, "picture", (), fitted),)


def _by_channel(products: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    sums: npt.NDArray[np.float64] = products.reshape(len(products), -1).sum(1)
    return sums


def _from(taken: Terms, number: int) -> str:
    word = "input" if taken.inputs.ndim == 1 else "channel"
    return f"{word} {taken.channels[number]}"


def _weighs(taken: Terms) -> bool:
    return taken.layer.operator.startswith(("conv", "linear", "batch_norm"))


def _short(value: float) -> str:
    return f"{value:.4g}".replace("-", "−")


def _signed(value: float) -> str:
    return f"{'−' if value < 0 else '+'}{_short(abs(value))}"


def _bracketed(value: float) -> str:
    return f"({_short(value)})" if value < 0 else _short(value)
