"""convscope: which pixels every number of a convolutional network comes from, what it costs, and proof it stays so.

    import convscope as cs
    net = cs.trace(module, (3, 224, 224)); print(net.table()); cs.check(net).findings

Nothing heavy is imported until it is used.
"""

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from convscope.network import trace as trace

__version__ = version("convscope")

# public name → where it lives; packages stand for themselves
_HOMES = {
    "trace": "convscope.network",
}
_PACKAGES = ("arithmetic",)

__all__ = [*_HOMES, *_PACKAGES, "__version__"]  # noqa: PLE0604


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    if name in _PACKAGES:
        return import_module(f"convscope.{name}")
    raise AttributeError(f"module 'convscope' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
