"""The page of ``convscope look``: the picture, the answers, each way of looking that applies, and why others do not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from convscope.verbs.looks import METHODS, Method

if TYPE_CHECKING:
    from convscope.draw import View
    from convscope.model import Model
    from convscope.picture import Picture
    from convscope.picture.workers import Progress
    from convscope.report.blocks import Block
    from convscope.verbs.look import Look, Looked

MOST_LAYERS = 24  # whose maps are on the page; of a deeper network, at even distances


def everything(
    model: Model, picture: Picture | None, *, target: int | str | None = None, progress: Progress | None = None
) -> tuple[tuple[View, ...], tuple[tuple[str, str], ...]]:
    """Look in every way that a picture alone allows and that is soon done; give the reasons for the others.

    ``target`` is the class that is asked about in each way that asks about one. Raises what they say where none of
    them can be asked about it, and, on Ctrl-C, `CutShort` with the views so far, which says of the ways that were left
    what was on. ``progress`` is told (ways done, in all).
    """
    from convscope.errors import ConvscopeError
    from convscope.look.boxes import PREFIX
    from convscope.look.cut_short import CutShort
    from convscope.look.units import class_of

    if target is not None and not str(target).startswith(PREFIX):
        class_of(target, model.classes)  # a class there is not is told before the work
    views: list[View] = []
    lacking = [(f"--method {one.name}{_asked_for(one)}", one.summary) for one in METHODS if not _is_soon_done(one)]
    ways = [one for one in METHODS if _is_soon_done(one)]
    refused: list[ConvscopeError] = []
    for number, method in enumerate(ways):
        if progress is not None and number:
            progress(number, len(ways))
        given = {"picture": picture} if "picture" in method.needs else {}
        asks = target is not None and "target" in method.takes
        try:
            found = method(model, {**given, "target": target} if asks else given)
        except ConvscopeError as error:
            lacking.append((method.name, str(error)))
            refused += [error] if asks else []
            continue
        except KeyboardInterrupt:
            left = [(f"--method {one.name}", f"{one.summary} Stopped before it was done.") for one in ways[number:]]
            raise CutShort(f"stopped in {method.name}", tuple(views), (*lacking, *left)) from None
        once = any(view.method == "the picture" for view in views)  # it is the same one
        views += [view for view in (_some(found) if method.name == "maps" else found)
                  if not (once and view.method == "the picture")]  # fmt: skip
    if refused and len(refused) == sum("target" in one.takes for one in ways):
        raise refused[0]
    return tuple(views), tuple(lacking)


def _is_soon_done(method: Method) -> bool:
    """Whether a way is on the page: it needs nothing but the picture."""
    return not method.slow and set(method.needs) <= {"picture"}


def write_page(verb: Look, looked: Looked, fitted: Any) -> None:
    """Write a page of what was looked at."""
    from convscope.report import Bars, Next, Page, Prose, SameAs, Section, Tiles, write

    sections = []
    first: list[Block] = [] if fitted is None else [Tiles(_entered(verb, fitted), side=192)]
    if looked.answers:
        first += [Prose("What it answers:"), Bars(looked.answers)]
    if first:
        sections.append(Section("The picture", first))
    for title, views in _grouped(looked.views):
        blocks: list[Block] = [Tiles(view, side=_side(view), title=view.layer) for view in views]
        sections.append(Section(title, blocks))
    if looked.lacking:
        sections.append(Section("Other ways of looking", [Next(looked.lacking)]))
    same = SameAs(verb.command(), verb.python())
    if sections:
        sections[-1] = Section(sections[-1].title, [*sections[-1].blocks, same])
    of = "" if verb.picture is None else f" of {Path(verb.picture).name}"
    lead = f"What {verb.model} makes{of}{'' if looked.trained else ', its weights being random'}."
    title = Path(verb.picture).name if verb.picture else verb.model
    lead = lead if verb.picture else f"What is in {verb.model}."
    if looked.stopped:
        lead += f" It was {looked.stopped}: this is what there was by then."
    write(Page(title, lead, sections), looked.path)


def _asked_for(method: Method) -> str:
    """Write the options that a method needs."""
    options = {"data": " --data DATA", "layer": " --layer NAME", "unit": " --unit N", "at": " --at ROW,COLUMN"}
    return "".join(options.get(part, "") for part in method.needs)


def _some(views: tuple[View, ...]) -> list[View]:
    """Choose layers at even distances, the first and the last among them."""
    import numpy as np

    if len(views) <= MOST_LAYERS:
        return list(views)
    return [views[index] for index in np.linspace(0, len(views) - 1, MOST_LAYERS).round().astype(int)]


def _grouped(views: tuple[View, ...]) -> list[tuple[str, list[View]]]:
    """Put views of one method, and the pictures that stand before them, under one heading."""
    groups: list[tuple[str, list[View]]] = []
    waiting: list[View] = []
    for view in views:
        method = view.method.removesuffix("s") if view.method.startswith("feature") else view.method
        if method in ("the picture", "what it sees"):
            waiting.append(view)
            continue
        if not groups or groups[-1][0] != _heading(method):
            groups.append((_heading(method), []))
        groups[-1][1].extend([*waiting, view])
        waiting = []
    return groups + ([("The picture", waiting)] if waiting else [])


def _heading(method: str) -> str:
    named = {"kernels": "The first kernels", "feature map": "After every layer"}
    return named.get(method, method[:1].upper() + method[1:])


def _side(view: View) -> int:
    if view.method in ("kernels", "resemblance"):
        return 72
    if view.method.startswith("feature"):
        return 96
    return 256 if len(view.array) <= 2 else 192 if len(view.array) <= 4 else 128


def _entered(verb: Look, fitted: Any) -> View:
    from convscope.draw import View

    colour = fitted.shape[-1] == 3
    array = fitted[None] / 255.0 if colour else fitted.transpose(2, 0, 1) / 255.0  # a tile a band, if not in colour
    count = fitted.shape[2]
    size = f"{fitted.shape[0]} × {fitted.shape[1]}, {count} channel{'' if count == 1 else 's'}"
    bands = tuple(f"band {number}" for number in range(len(array))) if len(array) > 1 else ()
    name = Path(verb.picture or "").name
    return View(array, "picture", "input", f"{name} as it enters: {size}.", "picture", bands)
