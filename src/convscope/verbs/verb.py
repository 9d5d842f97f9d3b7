"""What a verb is: a frozen value that knows its name, its help and how to run."""

from __future__ import annotations

import shlex
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import MISSING, Field, dataclass, fields
from inspect import get_annotations
from typing import Any, ClassVar, Protocol, get_args, get_type_hints


@dataclass(frozen=True)
class Argument:
    """A parameter given by its position."""

    help: str
    metavar: str


@dataclass(frozen=True)
class Option:
    """A parameter given by name, ``--name``; one of ``choices`` where they are listed."""

    help: str
    metavar: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Session:
    """What every verb runs with; ``show`` is handed what comes about on the way."""

    seed: int = 0
    device: str = "auto"
    threads: int | None = None
    show: Callable[[object], None] = lambda _: None


class Result(Protocol):
    """What every verb gives: something that can be written as JSON."""

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""


@dataclass(frozen=True)
class Parameter:
    """A verb's field, as its faces need it."""

    name: str
    type: Any
    declared: Argument | Option
    default: Any  # MISSING where it must be given


class Verb(ABC):
    """One thing convscope does. Subclasses are frozen dataclasses whose fields carry an `Argument` or `Option`.

    The first line of the docstring is its summary, the rest its help; ``examples`` are commands that work as they
    stand; ``listed`` are further parts of its help, each a title and its lines. ``shared`` verbs share their work among
    the processes that torchrun starts.
    """

    name: ClassVar[str]
    examples: ClassVar[tuple[str, ...]]
    listed: ClassVar[tuple[tuple[str, tuple[str, ...]], ...]] = ()
    shared: ClassVar[bool] = False

    @abstractmethod
    def run(self, session: Session) -> Result:
        """Do it."""

    @abstractmethod
    def python(self) -> str:
        """Write the Python that does the same."""

    def command(self) -> str:
        """Write the command that does the same."""
        words = ["convscope", self.name]
        for parameter in parameters(type(self)):
            value = getattr(self, parameter.name)
            if value == parameter.default:
                continue
            flag = [] if isinstance(parameter.declared, Argument) else [flag_of(parameter.name)]
            if value is True:
                words += flag
            else:
                for one in value if isinstance(value, tuple) else (value,):
                    words += [*flag, shlex.quote(str(one))]
        return " ".join(words)


def flag_of(name: str) -> str:
    """Write a parameter's name as an option's; ``for_`` is what Python allows of ``for``.

    >>> flag_of("fail_on"), flag_of("for_")
    ('--fail-on', '--for')
    """
    return "--" + name.rstrip("_").replace("_", "-")


def parameters(verb: type[Verb]) -> list[Parameter]:
    """List a verb's parameters: arguments, its own options, then those that it shares with other verbs."""
    hints = get_type_hints(verb, include_extras=True)
    found = [_parameter(field, hints[field.name]) for field in fields(verb)]  # type: ignore[arg-type]
    own = get_annotations(verb)
    return sorted(found, key=lambda one: isinstance(one.declared, Option) and 1 + (one.name not in own))


def _parameter(field: Field[Any], hint: Any) -> Parameter:
    kind, declared = get_args(hint)[:2]
    default = field.default if field.default is not MISSING else MISSING
    return Parameter(field.name, kind, declared, default)


def shape(text: str | None) -> tuple[int, ...] | None:
    """Read ``C,H,W``; None stays None.

    >>> shape("3,224,224")
    (3, 224, 224)
    """
    from convscope.errors import ConvscopeError

    if text is None:
        return None
    try:
        lengths = tuple(int(part) for part in text.replace("x", ",").replace("×", ",").split(","))
    except ValueError:
        lengths = ()
    if not 2 <= len(lengths) <= 4 or min(lengths) < 1:
        raise ConvscopeError(
            f"--input {text} came", fix="give channels and sizes, each at least 1, as in --input 3,224,224"
        )
    return lengths
