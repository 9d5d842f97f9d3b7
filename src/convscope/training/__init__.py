"""Train a network on a data set into a run.

In: a data set, the spelling of an architecture, a `Recipe`. Out: a `Run` on disk. Weights follow the training part, the
choice among them the validation part; the test part is read once, at the end. Start at `train.py`; `course.py` is
all epochs, `loop.py` one, `recipes/` holds the readable recipes.
"""

from convscope.training.events import (
    Checked,
    Epoch,
    Event,
    Finished,
    Forecast,
    OutOfMemory,
    RateTried,
    Resumed,
    Started,
    Step,
)
from convscope.training.rate_finder import RateFound, find_rate
from convscope.training.recipe import Recipe, default_recipe, recipe_for
from convscope.training.setup import Setup
from convscope.training.starting import Start
from convscope.training.train import resume, train

__all__ = [
    "Checked",
    "Epoch",
    "Event",
    "Finished",
    "Forecast",
    "OutOfMemory",
    "RateFound",
    "RateTried",
    "Recipe",
    "Resumed",
    "Setup",
    "Start",
    "Started",
    "Step",
    "default_recipe",
    "find_rate",
    "recipe_for",
    "resume",
    "train",
]
