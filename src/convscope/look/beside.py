"""Two networks, one picture: the same views side by side, on one scale, and their difference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import torch

from convscope.draw import View, Views
from convscope.draw.colours import range_of
from convscope.errors import ConvscopeError
from convscope.look.grad_cam import first_tensor
from convscope.network import evaluating

if TYPE_CHECKING:
    from convscope.model import Model
    from convscope.picture import Picture
    from convscope.runtime import OnnxModel

MOST_TILES = 12  # of a view, those that differ most
SHARED = ("the picture", "what it sees", "picture", "receptive fields")  # the same whatever the weights


def beside(
    views: Sequence[View] | View, others: Sequence[View] | View, *, names: tuple[str, str] = ("this", "the other")
) -> Views:
    """Pair views of two networks by method, layer and tile; each pair is two rows on one scale, and their difference.

    Of more than twelve tiles those that differ most are shown. Pictures in colour, each on its own scale, have no
    difference; what does not depend on a network's weights stands once. What one of the two lacks is left out.

    >>> from convscope.draw import View
    >>> one, other = (View(np.full((1, 2, 2), number), "maps", "conv", "", "unsigned") for number in (3.0, 1.0))
    >>> pair, difference = beside(one, other)
    >>> pair.range, difference.sentence
    ((0.0, 3.0), 'this less the other: at most 2 apart, 2 on average.')

    Raises `ConvscopeError` where no view of one has a fellow in the other.
    """
    ours, theirs = ([one] if isinstance(one, View) else list(one) for one in (views, others))
    found: list[View] = []
    paired = False
    for view in ours:
        if view.method in SHARED:
            found.append(view)
            continue
        fellow = next((one for one in theirs if _belong(view, one)), None)
        if fellow is None:
            continue
        theirs = [one for one in theirs if one is not fellow]
        found += _pair(view, fellow, names)
        paired = True
    if not paired:
        raise ConvscopeError(
            f"{names[0]} and {names[1]} have no view in common: no layer of the same name gives the same shape",
            fix="ask about their answers, with --method answers, or a layer that both have",
        )
    return Views(found)


def answers(model: Model | OnnxModel, picture_HWC: Picture) -> View:
    """Show the numbers a network answers a picture with, side by side; of a shipped file, too.

    Of several answers the first is shown. What is not one number a class is laid out channel by channel.
    """
    fitted = model.fit(picture_HWC)
    scores = np.atleast_1d(_scores(model, fitted))
    best = int(scores.ravel().argmax()) if scores.ndim == 1 else -1
    named = model.classes[best] if scores.ndim == 1 and len(model.classes) == len(scores) else f"number {best}"
    sentence = f"Numbers without a place, side by side; the largest is {named}: {scores.max():.4g}."
    if scores.size == 1:
        sentence = f"The one number that it answers with: {scores.item():.4g}."
    elif scores.ndim != 1:
        sentence = "A tile a channel of the answer."
    tiles = scores.reshape(1, 1, -1) if scores.ndim == 1 else scores.reshape(-1, *scores.shape[-2:])
    return View(tiles, "answers", "", sentence, "signed", (), fitted)


def _scores(model: Model | OnnxModel, fitted: Picture) -> npt.NDArray[np.float64]:
    from convscope.model import Model as Opened

    if not isinstance(model, Opened):
        return np.asarray(model.scores(fitted[None])[0], dtype=np.float64)
    with evaluating(model.module, training=False), torch.inference_mode():
        answer = first_tensor(model.module(model.enter(fitted[None])))
    if not answer.numel():
        raise ConvscopeError(f"{model.spelling} answers this picture with nothing", fix="give another picture")
    return np.asarray(answer[0].double().cpu().numpy())


def _belong(view: View, other: View) -> bool:
    same = (view.method, view.layer) == (other.method, other.layer)
    return same and view.array.shape[1:] == other.array.shape[1:] and bool(_common(view, other))


def _common(view: View, other: View) -> list[tuple[int, int]]:
    """Pair tiles by their captions where these only number them, else by their order."""
    if len(set(view.captions)) == len(view.array) and all(caption.isdecimal() for caption in view.captions):
        places = {caption: number for number, caption in enumerate(other.captions)}
        return [(number, places[caption]) for number, caption in enumerate(view.captions) if caption in places]
    return list(zip(range(len(view.array)), range(len(other.array)), strict=False))


def _pair(view: View, other: View, names: tuple[str, str]) -> list[View]:
    pairs = _common(view, other)
    ours, theirs = (array[[pair[side] for pair in pairs]] for side, array in enumerate((view.array, other.array)))
    apart = np.abs(ours - theirs).reshape(len(ours), -1).mean(1)
    most = np.sort(np.argsort(-apart, kind="stable")[:MOST_TILES])
    ours, theirs = ours[most], theirs[most]
    told = [view.captions[pairs[number][0]] if view.captions else "" for number in most]
    fellows = [other.captions[pairs[number][1]] if other.captions else "" for number in most]
    both = np.concatenate([ours, theirs])
    captions = tuple(
        f"{name} {caption}".strip() for name, row in zip(names, (told, fellows), strict=True) for caption in row
    )
    legend = "signed" if "signed" in (view.legend, other.legend) else view.legend
    reading = view.sentence
    if view.sentence != other.sentence:
        reading = f"{names[0]}: {view.sentence} {names[1]}: {other.sentence}"
    hidden = view.hidden + len(pairs) - len(most)
    pair = replace(
        view, array=both, captions=captions, legend=legend, columns=len(ours), hidden=hidden, sentence=reading,
        limits=None if view.legend == "picture" else range_of(both, legend),
    )  # fmt: skip
    if view.legend == "picture":
        return [pair]
    difference = ours.astype(np.float64) - theirs
    sentence = (
        f"{names[0]} less {names[1]}: at most {np.abs(difference).max():.3g} apart, {np.abs(difference).mean():.3g} on "
        "average."
    )
    return [pair, View(
        difference, f"difference of {view.method}", view.layer, sentence, "signed",
        tuple(told) if view.captions else (), view.picture, hidden, columns=len(ours),
    )]  # fmt: skip
