"""A verb that trains: the recipe, and the fields of it that are said on the command line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from convscope.errors import ConvscopeError
from convscope.verbs.of_model import MODES
from convscope.verbs.verb import Option, Verb

if TYPE_CHECKING:
    from convscope.training import Recipe

NETWORK = Option(
    "The network: lenet5, resnet20 …, torchvision:NAME, timm:NAME, net.py:Net, package.module:Net.", "MODEL"
)


@dataclass(frozen=True, kw_only=True)
class OfRecipe(Verb):
    """What the verbs that train share: a recipe and what of it is changed."""

    size: Annotated[
        str | None, Option("Size that pictures are brought to, where not the network's own.", "N or H,W")
    ] = None
    resize: Annotated[str | None, Option("How they are brought to it.", "MODE", choices=MODES)] = None
    recipe: Annotated[
        str | None, Option("A recipe's name, or a file; by default the data set's own.", "NAME or FILE.toml")
    ] = None
    set: Annotated[tuple[str, ...], Option("Change a field of the recipe; may be repeated.", "KEY=VALUE")] = ()

    def changed(self) -> dict[str, str]:
        """Give the recipe's fields that are set, by --set or by an option of their own."""
        own = {name: value for name, value in (("size", self.size), ("resize", self.resize)) if value is not None}
        return {**settings(self.set), **own}

    def chosen_recipe(self) -> Recipe | dict[str, str] | None:
        """Give the recipe that was named, changed; or the changes of the data set's own, None where there are none."""
        from convscope.training import recipe_for

        changed = self.changed()
        return recipe_for(self.recipe).with_settings(changed) if self.recipe else changed or None

    def python_recipe(self) -> str:
        """Write the recipe as an argument behind others."""
        changed = self.changed()
        if not self.recipe:
            return f", recipe={changed}" if changed else ""
        return f", recipe=cs.recipe_for({self.recipe!r})" + (f".with_settings({changed})" if changed else "")


def settings(pairs: tuple[str, ...]) -> dict[str, str]:
    """Read ``key=value`` pairs.

    >>> settings(("epochs=5",))
    {'epochs': '5'}
    """
    read = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key.strip():
            raise ConvscopeError(f"--set {pair} came", fix="give key=value, as in --set epochs=5")
        read[key.strip()] = value.strip()
    return read
