"""convscope: which pixels every number of a convolutional network comes from, what it costs, and proof it stays so.

    import convscope as cs
    net = cs.trace(module, (3, 224, 224)); print(net.table()); cs.check(net).findings

Nothing heavy is imported until it is used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from convscope import apply, arithmetic, draw, experiments, lint, look, picture, report, ship
    from convscope.apply.detection import detect
    from convscope.apply.pictures import predict
    from convscope.apply.retrieval import build_index, open_index
    from convscope.apply.scenes import segment
    from convscope.apply.scenes.assess import assess
    from convscope.apply.style import style
    from convscope.data import load_dataset
    from convscope.experiments import tour
    from convscope.lint import check
    from convscope.loading import load, load_shipped
    from convscope.network import trace
    from convscope.runs import open_run
    from convscope.ship import bench
    from convscope.training import Recipe, Setup, Start, default_recipe, find_rate, recipe_for, train

__version__: str

# public name → where it lives; packages stand for themselves
_HOMES = {
    "Recipe": "convscope.training",
    "Setup": "convscope.training",
    "Start": "convscope.training",
    "assess": "convscope.apply.scenes.assess",
    "bench": "convscope.ship",
    "build_index": "convscope.apply.retrieval",
    "check": "convscope.lint",
    "detect": "convscope.apply.detection",
    "load": "convscope.loading",
    "load_dataset": "convscope.data",
    "load_shipped": "convscope.loading",
    "open_index": "convscope.apply.retrieval",
    "open_run": "convscope.runs",
    "default_recipe": "convscope.training",
    "find_rate": "convscope.training",
    "predict": "convscope.apply.pictures",
    "recipe_for": "convscope.training",
    "resume": "convscope.training",
    "segment": "convscope.apply.scenes",
    "style": "convscope.apply.style",
    "tour": "convscope.experiments",
    "trace": "convscope.network",
    "train": "convscope.training",
}
_PACKAGES = ("apply", "arithmetic", "draw", "experiments", "lint", "look", "picture", "report", "ship")

__all__ = [
    "Recipe",
    "Setup",
    "Start",
    "__version__",
    "apply",
    "arithmetic",
    "assess",
    "bench",
    "build_index",
    "check",
    "default_recipe",
    "detect",
    "draw",
    "experiments",
    "find_rate",
    "lint",
    "load",
    "load_dataset",
    "load_shipped",
    "look",
    "open_index",
    "open_run",
    "picture",
    "predict",
    "recipe_for",
    "report",
    "resume",
    "segment",
    "ship",
    "style",
    "tour",
    "trace",
    "train",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("convscope")
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    if name in _PACKAGES:
        return import_module(f"convscope.{name}")
    raise AttributeError(f"module 'convscope' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
