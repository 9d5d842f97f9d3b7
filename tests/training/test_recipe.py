"""Everything about a training that is a choice."""

import re
from importlib.resources import files
from pathlib import Path

import pytest
from pydantic import ValidationError

from convscope.data import NAMES, Augmentation
from convscope.errors import ConvscopeError, UnknownName
from convscope.training import Recipe, default_recipe, recipe_for
from convscope.training.recipe import recipe_name

SHIPPED = sorted(entry.name.removesuffix(".toml") for entry in (files("convscope.training") / "recipes").iterdir())


@pytest.mark.parametrize("name", SHIPPED)
def test_every_recipe_file_is_read_as_it_is_written(name: str) -> None:
    """Each value of a file is the recipe's, and every file names its epochs, batch size and learning rate."""
    import tomllib

    written = tomllib.loads((files("convscope.training") / "recipes" / f"{name}.toml").read_text(encoding="utf-8"))
    recipe = recipe_for(name)
    read = {key: getattr(recipe, key) for key in written}
    assert {key: list(value) if isinstance(value, tuple) else value for key, value in read.items()} == written
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


def test_every_field_is_explained_with_its_default() -> None:
    """docs/train.md has a row a field: its name, its default, what it is; and no other row."""
    page = (Path(__file__).parents[2] / "docs" / "train.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \| [^|]{15,} \|$", page, re.MULTILINE))
    words = {
        "size": "the network's",
        "grow": "none",
        "alternating_flip": "false",
        "whitening": "false",
        "unit_kernels": "false",
    }
    assert rows == {name: words.get(name, str(field.default)) for name, field in Recipe.model_fields.items()}


def test_a_recipe_is_a_file_of_ones_own(tmp_path: Path) -> None:
    """Fields it has are its own, the others the defaults."""
    file = tmp_path / "mine.toml"
    file.write_text('optimizer = "sgd"\ngrow = [0.5, 1.0]\nsize = [48, 64]\n')
    assert recipe_for(str(file)) == Recipe(optimizer="sgd", grow=(0.5, 1.0), size=(48, 64))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("epochs = ", "is not TOML: Invalid value"),
        ('optimzer = "sgd"', "setting 'optimzer' is not known; did you mean 'optimizer'"),
        ('optimizer = "adam"', "optimizer = 'adam' is not right: Input should be 'adamw', 'sgd' or 'muon'"),
        ("grow = [0.5, 0.9]", "is not right: Input should be shares of the size that rise to 1"),
        ("grow = [1.0, 0.5, 1.0]", "is not right: Input should be shares of the size that rise to 1"),
    ],
)
def test_a_wrong_file_is_told_in_one_line(tmp_path: Path, text: str, said: str) -> None:
    """No TOML, a wrong key, a wrong value: the file is named and what would be right is said."""
    (tmp_path / "mine.toml").write_text(text)
    with pytest.raises(ConvscopeError) as caught:
        recipe_for(str(tmp_path / "mine.toml"))
    assert "mine.toml" in str(caught.value) and said in str(caught.value) and "\n" not in str(caught.value)


def test_a_file_that_is_not_there_is_said() -> None:
    """Its name, the reason, and the recipes there are."""
    with pytest.raises(ConvscopeError, match=r"none\.toml cannot be read: No such file.*known recipes: boxes"):
        recipe_for("none.toml")


def test_shares_are_typed_with_commas() -> None:
    """``--set grow=0.75,1``; nothing, as a run's command writes it, is none."""
    assert Recipe().with_settings({"grow": "0.75,1"}).grow == (0.75, 1.0)
    assert Recipe(grow=(0.5, 1.0)).with_settings({"grow": ""}).grow == ()


def test_several_labels_have_a_recipe_of_their_own() -> None:
    """Where the data have none of their own."""
    assert [recipe_name("x", several=True), recipe_name("mnist", several=True)] == ["multi-label", "mnist"]


def test_two_ways_of_mirroring_are_refused() -> None:
    """Chance would undo what alternating is for; each alone is taken."""
    with pytest.raises(ConvscopeError, match=r"--set: flip = 0\.5 mirrors by chance .* set one of them: flip = 0"):
        recipe_for("cifar10").with_settings({"alternating_flip": "true"})
    assert recipe_for("cifar10").with_settings({"alternating_flip": "true", "flip": "0"}).alternating_flip


def test_nothing_is_waited_for_where_the_last_epoch_is_kept() -> None:
    """Patience goes by the best one."""
    with pytest.raises(ConvscopeError, match=r"patience = 2 waits .* set one of them: patience = 0, or keep = best"):
        Recipe().with_settings({"patience": "2", "keep": "last"})
    assert Recipe().with_settings({"keep": "last"}).keep == "last"
