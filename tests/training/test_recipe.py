"""Everything about a training that is a choice."""

from importlib.resources import files

import pytest
from pydantic import ValidationError

from convscope.data import NAMES, Augmentation
from convscope.errors import ConvscopeError, UnknownName
from convscope.training import Recipe, default_recipe, recipe_for

SHIPPED = sorted(entry.name.removesuffix(".toml") for entry in (files("convscope.training") / "recipes").iterdir())


@pytest.mark.parametrize("name", SHIPPED)
def test_every_recipe_file_is_read_as_it_is_written(name: str) -> None:
    """Each value of a file is the recipe's, and every file names its epochs, batch size and learning rate."""
    import tomllib

    written = tomllib.loads((files("convscope.training") / "recipes" / f"{name}.toml").read_text(encoding="utf-8"))
    recipe = recipe_for(name)
    assert {key: getattr(recipe, key) for key in written} == written
    assert {"epochs", "batch_size", "learning_rate"} <= set(written)


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_named_data_set_has_a_recipe_of_its_own(name: str) -> None:
    """Whoever trains by a data set's name gets a recipe that was made for it."""
    assert name in SHIPPED


def test_other_data_take_the_recipe_for_pictures_in_general() -> None:
    """A data set without a recipe of its own gets that of folders; one with its own keeps it."""
    assert default_recipe("flowers") == recipe_for("folder")
    assert default_recipe("digits") == recipe_for("digits") != recipe_for("folder")


def test_an_unknown_recipe_gets_the_nearest_known() -> None:
    """A typo in a recipe's name is answered with the name."""
    with pytest.raises(UnknownName, match=r"recipe 'digit' is not known; did you mean 'digits'\?"):
        recipe_for("digit")


def test_a_setting_given_as_text_becomes_its_type() -> None:
    """``--set epochs=5 --set learning_rate=1e-3`` changes these two, as numbers, and nothing else."""
    recipe = Recipe().with_settings({"epochs": "5", "learning_rate": "1e-3"})
    assert recipe == Recipe(epochs=5, learning_rate=0.001)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [("epoch", "epochs"), ("lerning_rate", "learning_rate"), ("batchsize", "batch_size"), ("rotation", "rotate")],
)
def test_a_wrong_key_gets_the_nearest_right_one(wrong: str, right: str) -> None:
    """A misspelled setting is refused with the spelling that was probably meant."""
    with pytest.raises(UnknownName, match=f"recipe setting '{wrong}' is not known; did you mean '{right}'"):
        Recipe().with_settings({wrong: "1"})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("epochs", "0"),
        ("epochs", "many"),
        ("epochs", "1.5"),
        ("batch_size", "-3"),
        ("learning_rate", "0"),
        ("weight_decay", "-0.1"),
        ("warm_up", "1"),
        ("label_smoothing", "1"),
        ("flip", "1.01"),
        ("rotate", "181"),
        ("zoom", "1"),
    ],
)
def test_a_wrong_value_is_told_in_one_line(key: str, value: str) -> None:
    """Key, value and what would be right stand in one line."""
    with pytest.raises(ConvscopeError) as caught:
        Recipe().with_settings({key: value})
    said = str(caught.value)
    assert said.startswith(f"--set: {key} = '{value}' is not right: Input should be ")
    assert "\n" not in said


@pytest.mark.parametrize("key", ["learning_rate", "weight_decay", "shear"])
@pytest.mark.parametrize("value", ["nan", "inf"])
def test_no_setting_is_nan_or_infinite(key: str, value: str) -> None:
    """A number that is none cannot be trained with, and is refused before anything is."""
    with pytest.raises(ConvscopeError, match=key):
        Recipe().with_settings({key: value})


def test_a_recipe_cannot_be_changed() -> None:
    """What a run was made with stays what it was."""
    with pytest.raises(ValidationError, match="frozen"):
        Recipe().epochs = 3


def test_the_augmentation_is_the_recipes() -> None:
    """Each of its amounts comes from the field of the same name."""
    recipe = Recipe(flip=0.1, shift=0.2, rotate=3.0, zoom=0.4, shear=0.5)
    assert recipe.augmentation == Augmentation(flip=0.1, shift=0.2, rotate=3.0, zoom=0.4, shear=0.5)


def test_a_size_is_typed_as_one_number_or_two() -> None:
    """Height and width; None, as in a run's record, is the network's own."""
    sizes = [Recipe().with_settings({"size": typed}).size for typed in ("64", "48,64", "None")]
    assert sizes == [(64, 64), (48, 64), None]
    with pytest.raises(ConvscopeError, match="a size of 0 came"):
        Recipe().with_settings({"size": "0"})
