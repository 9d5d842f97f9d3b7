"""Deletion and insertion: does an answer live and die by the pixels that a map calls important?

Petsiuk, Das, Saenko, RISE, BMVC 2018. Deletion greys out pixels, the most important first: the sooner the answer falls,
the smaller the area under its curve, the better the map. Insertion lets them appear in a blurred picture: the larger,
the better. The baseline that a map has to beat is itself, laid elsewhere: mirrored and moved at random, several times,
with the spread of these beside their mean. Single pixels in a random order are no fair one: they are noise, which ends
any answer at once, whatever a map of large patches says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from convscope.draw import View
from convscope.draw.chart import Chart, Line, Lines
from convscope.errors import ConvscopeError
from convscope.look.attributors import Map, attribution
from convscope.look.projected import Question, question
from convscope.look.shares import shares_of
from convscope.picture.workers import Progress

if TYPE_CHECKING:
    from convscope.look.units import Place, Unit
    from convscope.model import Model
    from convscope.picture import Picture

BLUR = 20  # of the picture's side: the width of the blur from which pixels appear
NUMBERS_AT_ONCE = 4_000_000
ORDERS = 5  # of maps laid elsewhere


@dataclass(frozen=True)
class Curve:
    """Answers after each step, from no pixel changed to all, over ``shares`` of the pixels."""

    shares: npt.NDArray[np.float64]
    values: npt.NDArray[np.float64]

    @property
    def area(self) -> float:
        """Area under the curve, by trapezoids: its mean."""
        return float(np.trapezoid(self.values, self.shares))


@dataclass(frozen=True)
class Areas:
    """Area under a map's own curve, and under those of the same map laid elsewhere; ``less`` says which is better."""

    own: float
    elsewhere: tuple[float, ...]
    less: bool

    @property
    def mean(self) -> float:
        """Mean of those elsewhere."""
        return float(np.mean(self.elsewhere))

    @property
    def spread(self) -> float:
        """Standard deviation of those elsewhere, as a sample's."""
        return float(np.std(self.elsewhere, ddof=1))

    @property
    def beaten(self) -> int:
        """How many of those elsewhere it is better than."""
        return sum(self.own < one if self.less else self.own > one for one in self.elsewhere)

    def told(self) -> str:
        """Say both.

        >>> Areas(0.1, (0.2, 0.4, 0.3), less=True).told()
        '0.1, elsewhere 0.3 ± 0.1'
        """
        return f"{self.own:.4g}, elsewhere {self.mean:.4g} ± {self.spread:.2g}"

    def verdict(self) -> str:
        """Say whether it beats chance: all of those elsewhere, or how many.

        >>> Areas(0.1, (0.2, 0.4, 0.3), less=True).verdict(), Areas(0.1, (0.2, 0.4, 0.3), less=False).verdict()
        ('better than all 3', 'better than 0 of 3: no better than chance')
        """
        count = len(self.elsewhere)
        if self.beaten == count:
            return f"better than all {count}"
        chance = ": no better than chance" if 2 * self.beaten <= count else ""
        return f"better than {self.beaten} of {count}{chance}"


def deletion(
    model: Model, picture_HWC: Picture, *, layer: str | None = None, unit: Unit | None = None,
    at: Place | None = None, target: int | str | None = None, way: str = "grad-cam", steps: int = 24,
    progress: Progress | None = None,
) -> View:  # fmt: skip
    """Draw deletion and insertion curves of a way's map beside those of the same map laid elsewhere at random.

    ``way`` is one of `attributors.ATTRIBUTORS`. What is drawn is a class's share, by softmax or,
    where a picture may have several labels, by the sigmoid; of a unit of another layer its own number. Where it is laid
    comes from torch's generator.

    Raises `UnknownName` for a way there is not, and what the way itself raises.
    """
    if steps < 1:
        raise ConvscopeError(f"{steps} steps came", fix="give at least 1")
    asking = question(model, picture_HWC, layer, unit, at, target, alone=True)
    values = attribution(way, asking)
    orders = [order_of(values), *(order_of(elsewhere(values)) for _ in range(ORDERS))]
    found: dict[str, list[Curve]] = {"deletion": [], "insertion": []}
    done = 0
    for name, (before, after) in ends(asking.images).items():
        for order in orders:
            found[name].append(curve(asking, before, after, order, steps))
            done += 1
            if progress is not None:
                progress(done, 2 * len(orders))
    areas = {
        name: Areas(curves[0].area, tuple(one.area for one in curves[1:]), less=name == "deletion")
        for name, curves in found.items()
    }
    verdicts = "; ".join(f"{name} {one.told()} ({one.verdict()})" for name, one in areas.items())
    sentence = (
        f"{asking.units[0].told}, as pixels turn grey (deletion) or appear in a blurred picture (insertion), the most "
        f"important first, by {way}. Areas, beside mean ± standard deviation of the same map laid elsewhere {ORDERS} "
        f"times: {verdicts}. Shaded: from the lowest of these to the highest."
    )
    panels = tuple(Lines(name, "share of the pixels", _lines(curves, way)) for name, curves in found.items())
    drawn = Chart("", "", panels).pixels()
    captions = ("; ".join(f"{name} {one.told()}" for name, one in areas.items()),)
    return View(drawn[None], f"deletion, {way}", asking.layer.name, sentence, "picture", captions, asking.fitted)


def elsewhere(values_HW: Map) -> Map:
    """Mirror a map and move it around its edges, by chance: as coarse as it was, and in the wrong place."""
    mirrors = tuple(axis for axis in (0, 1) if int(torch.randint(2, ())))
    shift = [int(torch.randint(length, ())) for length in values_HW.shape]
    return np.asarray(np.roll(np.flip(values_HW, mirrors), shift, (0, 1)))


def order_of(values_HW: Map) -> npt.NDArray[np.int64]:
    """Number the pixels from the most important on; of equal ones the first."""
    return np.argsort(-values_HW.ravel(), kind="stable")


def ends(images: Tensor) -> dict[str, tuple[Tensor, Tensor]]:
    """Give, for deletion and insertion, what a pixel is before and after its turn."""
    from torchvision.transforms.functional import gaussian_blur

    width = max(1, min(images.shape[2:]) // BLUR)
    kernel = [min(6 * width + 1, 2 * length - 1) for length in (images.shape[3], images.shape[2])]
    blurred = gaussian_blur(images, kernel, [float(width)] * 2)
    return {"deletion": (images, torch.zeros_like(images)), "insertion": (blurred, images)}


def curve(asking: Question, before: Tensor, after: Tensor, order: npt.NDArray[np.int64], steps: int) -> Curve:
    """Answer while pixels turn from ``before`` to ``after``, in ``steps`` equal parts of an order."""
    counts = np.linspace(0, len(order), steps + 1).round().astype(int)
    ranks = torch.empty(len(order), dtype=torch.int64)
    ranks[torch.from_numpy(order)] = torch.arange(len(order))
    ranks = ranks.reshape(1, 1, *before.shape[2:]).to(before.device)
    batch = max(1, NUMBERS_AT_ONCE // before.numel())
    values: list[float] = []
    for start in range(0, len(counts), batch):
        turned = ranks < torch.from_numpy(counts[start : start + batch]).to(before.device)[:, None, None, None]
        values += _answers(asking, torch.where(turned, after, before)).tolist()
    return Curve(counts / len(order), np.array(values))


def _answers(asking: Question, images: Tensor) -> Tensor:
    """Answer pictures that entered: a class's share, or a unit's number."""
    with torch.inference_mode():
        output = asking.reach(images)
        if (
            asking.box is None
            and output.ndim == 2
            and output.shape[1] > 1
            and asking.layer.index in asking.recorded.network.answers
        ):
            output = shares_of(output, several=asking.model.several)
        return asking.numbers(output).sum(1).double().cpu()


def _lines(curves: list[Curve], way: str) -> list[Line]:
    random = np.stack([one.values for one in curves[1:]])
    mean, low, high = random.mean(0).tolist(), random.min(0).tolist(), random.max(0).tolist()
    shares = curves[0].shares.tolist()
    return [
        Line(way, shares, curves[0].values.tolist()),
        Line(f"the map elsewhere, mean of {len(random)}", shares, mean, low, high, dashed=True),
    ]
