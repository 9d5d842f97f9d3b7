"""A recipe: everything about a training that is a choice, in one readable file."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from convscope.data import Augmentation
from convscope.errors import ConvscopeError, UnknownName
from convscope.picture import Resize, sides


def _typed(size: Any) -> Any:
    """Read a size as ``--set size=64`` types it."""
    if isinstance(size, str):
        return None if size == "None" else sides(size)
    return size


class Recipe(BaseModel):
    """AdamW with one-cycle learning rate, label smoothing and augmentation on the device.

    Loshchilov and Hutter, arXiv 1711.05101; Smith and Topin, arXiv 1708.07120; Szegedy et al., arXiv 1512.00567.
    ``flip``, ``shift``, ``rotate``, ``zoom`` and ``shear`` are `Augmentation`'s. Pictures are brought by ``resize`` to
    ``size`` (height, width), by default the network's own.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    epochs: int = Field(default=30, ge=1)
    batch_size: int = Field(default=64, ge=1)
    learning_rate: float = Field(default=3e-3, gt=0)
    weight_decay: float = Field(default=0.01, ge=0)
    warm_up: float = Field(default=0.2, gt=0, lt=1)  # share of the steps in which the rate rises
    label_smoothing: float = Field(default=0.0, ge=0, lt=1)
    flip: float = Field(default=0.0, ge=0, le=1)
    shift: float = Field(default=0.0, ge=0, le=1)
    rotate: float = Field(default=0.0, ge=0, le=180)
    zoom: float = Field(default=0.0, ge=0, lt=1)
    shear: float = Field(default=0.0, ge=0)
    resize: Resize = "stretch"
    size: Annotated[tuple[int, int] | None, BeforeValidator(_typed)] = None

    @property
    def augmentation(self) -> Augmentation:
        """How training pictures are moved."""
        return Augmentation(flip=self.flip, shift=self.shift, rotate=self.rotate, zoom=self.zoom, shear=self.shear)

    def with_settings(self, settings: dict[str, str]) -> Recipe:
        """Change fields by name, as ``--set epochs=5`` does; a wrong key gets the nearest right one."""
        for key in settings:
            if key not in Recipe.model_fields:
                raise UnknownName("recipe setting", key, list(Recipe.model_fields))
        return _checked({**self.model_dump(), **settings}, "--set")


def recipe_for(name: str) -> Recipe:
    """Read the recipe that comes with convscope for a data set, ``recipes/<name>.toml``."""
    file = files("convscope.training") / "recipes" / f"{name}.toml"
    if not file.is_file():
        known = [entry.name.removesuffix(".toml") for entry in (files("convscope.training") / "recipes").iterdir()]
        raise UnknownName("recipe", name, sorted(known))
    return _checked(tomllib.loads(file.read_text(encoding="utf-8")), f"recipe {name}")


def default_recipe(name: str) -> Recipe:
    """Read the recipe of a data set, or, where it has none of its own, the one for pictures in general, *folder*."""
    own = files("convscope.training") / "recipes" / f"{name}.toml"
    return recipe_for(name if own.is_file() else "folder")


def _checked(values: dict[str, Any], source: str) -> Recipe:
    try:
        return Recipe.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise ConvscopeError(f"{source}: {field} = {first['input']!r} is not right: {first['msg']}") from error
