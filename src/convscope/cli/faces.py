"""How values look, found by the name of their class: no class, and with it torch, is imported to show another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from typing import Any, Generic, TypeVar

T = TypeVar("T")
Face = Callable[[Any], T]


class Faces(Generic[T]):
    """One function a class, chosen by the class's name; ``otherwise`` stands in where there is none.

    >>> length = Faces(lambda value: 0)
    >>> @length.of("str")
    ... def _(text: str) -> int:
    ...     return len(text)
    >>> length("abc"), length(3.5)
    (3, 0)
    """

    def __init__(self, otherwise: Face[T]) -> None:
        self._otherwise = otherwise
        self._known: dict[str, Face[T]] = {}

    def of(self, name: str) -> Callable[[Face[T]], Face[T]]:
        """Take the decorated function for values of the class of that name."""

        def take(face: Face[T]) -> Face[T]:
            self._known[name] = face
            return face

        return take

    def elsewhere(self, places: Mapping[str, str]) -> None:
        """Show values of these classes by functions elsewhere, ``module:function``, loaded when first needed."""
        for name, place in places.items():
            self._known[name] = partial(_found, place)

    def __call__(self, value: object) -> T:
        """Show a value."""
        return self._known.get(type(value).__name__, self._otherwise)(value)


def _found(place: str, value: Any) -> Any:
    module, _, function = place.partition(":")
    return getattr(import_module(module), function)(value)
