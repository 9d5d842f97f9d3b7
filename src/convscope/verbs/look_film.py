"""The films of ``convscope look RUN --film``: kernels or maps through a run's history."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convscope.draw.film import Film

KINDS = ("kernels", "maps")
SUFFIX = ".webp"


def filmed(kind: str, model: str, picture: str | None, layer: str | None, save: str | None) -> tuple[Path, Film]:
    """Film a run's ``kernels``, or its ``maps`` of a picture, by default of the first layer; give the file, too.

    Raises `UnknownName` for another kind, `ConvscopeError` where the model is no run, or a picture is missing or came
    where none is needed.
    """
    from convscope.draw.film import film_path
    from convscope.errors import ConvscopeError, UnknownName
    from convscope.loading import load
    from convscope.look import kernels_film, maps_film
    from convscope.picture import read
    from convscope.runs import is_run, open_run

    if kind not in KINDS:
        raise UnknownName("film", kind, list(KINDS))
    path = film_path(save or f"film-{kind}{SUFFIX}")
    if not is_run(model):
        raise ConvscopeError(f"{model} is no run, so it has no history to film", fix="name the folder of a run")
    if kind == "maps" and picture is None:
        raise ConvscopeError("--film maps came without a picture", fix="name one behind the run")
    run, loaded = open_run(model), load(model)
    if kind == "kernels":
        film = kernels_film(run, loaded, layer=layer)
    else:
        film = maps_film(run, loaded, read(str(picture)), layer=layer)
    return film.save(path), film


def python_of(kind: str, model: str, picture: str | None, layer: str | None, save: str | None) -> str:
    """Write the Python that does the same."""
    chosen = f", layer={layer!r}" if layer else ""
    shown = f", cs.picture.read({picture!r})" if kind == "maps" else ""
    return (
        f"import convscope as cs\nrun, model = cs.open_run({model!r}), cs.load({model!r})\n"
        f"cs.look.{kind}_film(run, model{shown}{chosen}).save({save or f'film-{kind}{SUFFIX}'!r})"
    )
