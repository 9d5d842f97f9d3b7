"""A recipe: everything about a training that is a choice, in one readable file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator, model_validator

from convscope.data import VALIDATION, Augmentation, Border
from convscope.errors import ConvscopeError, UnknownName
from convscope.picture import Resize, sides
from convscope.training.norms import Statistics
from convscope.training.views import Views


def _typed(size: Any) -> Any:
    """Read a size as ``--set size=64`` types it."""
    size = _or_none(size)
    return sides(size) if isinstance(size, str) else size


def _or_none(value: Any) -> Any:
    """Read what is left to the network, as ``--set resize=None`` types it."""
    return None if value == "None" else value


def _listed(shares: Any) -> Any:
    """Read shares as ``--set grow=0.75,1`` types them."""
    if isinstance(shares, str):
        return tuple(share for share in shares.strip("()[] ").split(",") if share.strip())
    return shares


# what two fields that do not go together may be set to, by the one that an error begins with
TOGETHER = {
    "flip": "flip = 0, or alternating_flip = false",
    "patience": "patience = 0, or keep = best",
    "skip_easy": "skip_easy = 0, or mixup = cutmix = 0",
}


class Recipe(BaseModel):
    """How the weights move: optimiser, schedule, averages, loss, and how training pictures are changed.

    docs/train.md explains every field. Pictures are brought by ``resize`` to ``size`` (height, width); None are the
    network's own, of a network without weights *stretch*.

    >>> Recipe(epochs=5).with_settings({"optimizer": "muon"}).optimizer
    'muon'
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    # how far and how fast
    epochs: int = Field(default=30, ge=1)
    batch_size: int = Field(default=64, ge=1)
    optimizer: Literal["adamw", "sgd", "muon"] = "adamw"
    learning_rate: float = Field(default=3e-3, gt=0)
    momentum: float = Field(default=0.9, ge=0, lt=1)  # of SGD and Muon; AdamW's first beta
    weight_decay: float = Field(default=0.01, ge=0)
    unit_kernels: bool = False  # Muon: kernels brought to one length before each step, which is the same share of all
    bias_rate: float = Field(default=0.0, ge=0)  # Muon: of biases and norms by SGD; 0 is AdamW at learning_rate
    head_rate: float = Field(default=0.0, ge=0)  # Muon: of the last layer, and what else is not Muon's, in the same way
    schedule: Literal["one-cycle", "cosine", "linear", "constant"] = "one-cycle"
    warm_up: float = Field(default=0.2, ge=0, lt=1)  # share of the steps in which the rate rises
    floor: float = Field(default=0.0, ge=0, le=1)  # share of the rate at the end of cosine and linear

    # of a network that comes with weights
    head_epochs: int = Field(default=0, ge=0)  # of the last layer alone, on features computed once
    body_rate: float = Field(default=1.0, gt=0, le=1)  # share of the rate with which all below it learns then
    frozen: float = Field(default=0.0, ge=0, lt=1)  # share of the layers, from the first on, that are not trained
    norm_statistics: Statistics = "updated"  # frozen: batch norm keeps those that came with the weights

    # which weights are evaluated and kept
    validation: float = Field(default=VALIDATION, gt=0, lt=1)  # share of the training pictures that is held out
    keep: Literal["best", "last"] = "best"  # the weights best on validation, or those of the last epoch
    patience: int = Field(default=0, ge=0)  # epochs without a better validation after which it stops; 0 is never
    moving_average: float = Field(default=0.0, ge=0, lt=1)  # decay; 0 is none
    lookahead: int = Field(default=0, ge=0)  # steps; 0 is none
    lookahead_keep: float = Field(default=0.5, ge=0, lt=1)
    lookahead_ramp: float = Field(default=0.0, ge=0)

    # what is brought down
    label_smoothing: float = Field(default=0.0, ge=0, lt=1)
    balance: Literal["auto", "none", "mild", "weights", "sampling"] = "auto"  # of classes with few pictures

    # which pictures an epoch has
    skip_easy: float = Field(default=0.0, ge=0, le=0.5)  # share left out, from the half that was easiest when last met
    skip_after: float = Field(default=0.5, ge=0, lt=1)  # share of the epochs that have all

    # how training pictures are changed
    flip: float = Field(default=0.0, ge=0, le=1)
    alternating_flip: bool = False  # every other epoch, instead of at random
    shift: float = Field(default=0.0, ge=0, le=1)
    rotate: float = Field(default=0.0, ge=0, le=180)
    zoom: float = Field(default=0.0, ge=0, lt=1)
    shear: float = Field(default=0.0, ge=0)
    resized_crop: float = Field(default=0.0, ge=0, le=1)  # least share of the area
    crop: int = Field(default=0, ge=0)  # pixels
    crop_border: Border = "reflect"
    brightness: float = Field(default=0.0, ge=0)
    contrast: float = Field(default=0.0, ge=0)
    saturation: float = Field(default=0.0, ge=0)
    cutout: int = Field(default=0, ge=0)  # pixels
    scale: float = Field(default=0.0, ge=0)  # factor up to which pictures are enlarged or reduced
    mixup: float = Field(default=0.0, ge=0)  # alpha of the Beta distribution
    cutmix: float = Field(default=0.0, ge=0)

    # what the network is told before and asked after
    grow: Annotated[tuple[float, ...], BeforeValidator(_listed)] = ()
    whitening: bool = False
    views: Views = "one"

    # what enters the network
    resize: Annotated[Resize | None, BeforeValidator(_or_none)] = None
    size: Annotated[tuple[int, int] | None, BeforeValidator(_typed)] = None

    @field_validator("grow")
    @classmethod
    def _grows(cls, grow: tuple[float, ...]) -> tuple[float, ...]:
        """Let shares rise to 1: the last epochs are those at the size that is used."""
        if grow and (grow[-1] != 1 or list(grow) != sorted(grow) or grow[0] <= 0):
            raise ValueError("Input should be shares of the size that rise to 1, as in 0.75,0.875,1")
        return grow

    @model_validator(mode="after")
    def _one_flip(self) -> Recipe:
        """Refuse two ways of mirroring: chance would undo what alternating is for."""
        if self.alternating_flip and self.flip:
            raise ValueError(f"flip = {self.flip:g} mirrors by chance what alternating_flip mirrors every other epoch")
        return self

    @model_validator(mode="after")
    def _one_end(self) -> Recipe:
        """Refuse to wait for a better epoch where the last one is kept."""
        if self.keep == "last" and self.patience:
            raise ValueError(f"patience = {self.patience} waits for a better epoch, and keep = last takes the last one")
        return self

    @model_validator(mode="after")
    def _own_losses(self) -> Recipe:
        """Refuse to go by pictures' losses where no picture has one of its own."""
        if self.skip_easy and (self.mixup or self.cutmix):
            raise ValueError(f"skip_easy = {self.skip_easy:g} goes by each picture's loss, and mixed ones have none")
        return self

    @property
    def augmentation(self) -> Augmentation:
        """How training pictures are changed."""
        return Augmentation(**{name: getattr(self, name) for name in Augmentation.names()})

    def with_settings(self, settings: Mapping[str, str]) -> Recipe:
        """Change fields by name, as ``--set epochs=5`` does; a wrong key gets the nearest right one."""
        for key in settings:
            if key not in Recipe.model_fields:
                raise UnknownName("recipe setting", key, list(Recipe.model_fields))
        return _checked({**self.model_dump(), **settings}, "--set")


def recipe_for(name: str) -> Recipe:
    """Read a recipe: one that comes with convscope, ``recipes/<name>.toml``, or a file of one's own, ``mine.toml``.

    A file has fields of `Recipe`, each with its value; those it leaves out have the defaults. Raises `UnknownName` for
    a name or field that is not known, `ConvscopeError` for a file that cannot be read or a value that is not right.
    """
    if name.endswith(".toml"):
        return _read(Path(name), name)
    file = files("convscope.training") / "recipes" / f"{name}.toml"
    if not file.is_file():
        raise UnknownName("recipe", name, recipe_names())
    return _read(file, f"recipe {name}")


def recipe_names() -> list[str]:
    """Name the recipes that come with convscope."""
    folder = files("convscope.training") / "recipes"
    return sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml"))


def default_recipe(name: str) -> Recipe:
    """Read the recipe of a data set, or, where it has none of its own, the one for pictures in general, *folder*."""
    return recipe_for(recipe_name(name))


def recipe_name(data: str, *, several: bool = False, network: str = "") -> str:
    """Name the recipe of a data set: its own, else *multi-label* where pictures have several labels, else *folder*.

    A ``network``, as it is spelled, may have one of its own for the data.

    >>> recipe_name("mnist"), recipe_name("flowers"), recipe_name("scenes", several=True)
    ('mnist', 'folder', 'multi-label')
    >>> recipe_name("cifar10", network="airbench94(widths=(32, 64, 64))")
    'cifar10-airbench94'
    """
    for name in (f"{data}-{network.partition('(')[0]}", data):
        if name in recipe_names():
            return name
    return "multi-label" if several else "folder"


def _read(file: Any, source: str) -> Recipe:
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        said = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise ConvscopeError(
            f"{source} cannot be read: {said}", fix=f"known recipes: {', '.join(recipe_names())}"
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise ConvscopeError(f"{source} is not TOML: {error}", fix="write a field a line, as in epochs = 5") from error
    for key in values:
        if key not in Recipe.model_fields:
            raise UnknownName(f"{source}: setting", key, list(Recipe.model_fields))
    return _checked(values, source)


def _checked(values: dict[str, Any], source: str) -> Recipe:
    try:
        return Recipe.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        said = first["msg"].removeprefix("Value error, ")
        if not field:  # of several fields together
            raise ConvscopeError(f"{source}: {said}", fix=f"set one of them: {TOGETHER[said.split()[0]]}") from error
        raise ConvscopeError(f"{source}: {field} = {first['input']!r} is not right: {said}") from error
