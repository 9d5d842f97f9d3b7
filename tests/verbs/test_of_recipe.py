"""What the verbs that train share."""

import pytest

from convscope.errors import ConvscopeError
from convscope.training import Recipe, recipe_for
from convscope.verbs import FindRate, Train
from convscope.verbs.of_recipe import settings


@pytest.mark.parametrize("verb", [Train, FindRate])
def test_a_recipe_is_named_or_changed(verb: type[Train] | type[FindRate]) -> None:
    """Nothing said is None, the data's own; changes alone are a mapping; a recipe by name is read and changed."""
    assert verb(data="digits", model="lenet5").chosen_recipe() is None
    assert verb(data="digits", model="lenet5", size="20", set=("epochs=2",)).chosen_recipe() == {
        "epochs": "2",
        "size": "20",
    }
    named = verb(data="digits", model="lenet5", recipe="mnist", set=("epochs=2",))
    chosen = named.chosen_recipe()
    assert isinstance(chosen, Recipe) and chosen == recipe_for("mnist").with_settings({"epochs": "2"})
    assert named.python_recipe() == ", recipe=cs.recipe_for('mnist').with_settings({'epochs': '2'})"


def test_settings_are_pairs() -> None:
    """Spaces around them do not count."""
    assert settings((" epochs = 5", "size=20,30")) == {"epochs": "5", "size": "20,30"}


@pytest.mark.parametrize("pair", ["epochs", "=3", ""])
def test_a_setting_that_is_none_is_told(pair: str) -> None:
    """With an example of one that is."""
    with pytest.raises(ConvscopeError, match="--set epochs=5"):
        settings((pair,))
