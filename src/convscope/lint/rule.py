"""A rule: its code and name, how bad its fault is, when it is asked for, and the function that finds it."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol, get_args

from convscope.lint.finding import Finding, Severity
from convscope.lint.settings import Settings, Target
from convscope.saying import Said, Words

if TYPE_CHECKING:
    from convscope.network import Network
    from convscope.network.changes import Change

When = Literal["default", "select", "advise", "tiles", "target"]
SETS: tuple[When, ...] = get_args(When)


class Placed(Protocol):
    """What a fault can be laid to: a layer, or a module that no layer came of."""

    @property
    def name(self) -> str:
        """Its path in the network."""

    @property
    def file(self) -> str | None:
        """Of its constructor where known, else of its call."""

    @property
    def line(self) -> int | None:
        """In that file."""


class Fault(NamedTuple):
    """What a rule's function yields: the layer, the message with its facts, the fix in words and as changes."""

    layer: Placed
    message: Said
    fix: Said
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Rule:
    """One fault. The docstring of the module that defines ``find`` is the rule's page; ``words`` are all that it says.

    ``when`` is the set it belongs to: *default*; *select*, off unless named; *advise*, an offer; *tiles*; *target*, for
    those in ``targets``. A rule with ``up_to_batch`` is of training with that many pictures a step or fewer, and waits
    until the batch is said or the rule is named.
    """

    code: str
    name: str
    severity: Severity
    find: Callable[[Network], Iterator[Fault]]
    words: Words
    when: When = "default"
    targets: tuple[Target, ...] = ()
    up_to_batch: int | None = None
    breaks_training: bool = False

    @property
    def page(self) -> str:
        """What it does, why it hurts, an example, what to use instead; Markdown."""
        return inspect.cleandoc(sys.modules[self.find.__module__].__doc__ or "")

    @property
    def summary(self) -> str:
        """The first line of the page."""
        return self.page.partition("\n")[0]

    @property
    def family(self) -> str:
        """The folder it lies in: geometry, sampling, structure, cost, deployment."""
        return self.find.__module__.split(".")[-2]

    @property
    def asked_by(self) -> str:
        """What brings it in: ``default``, ``--select``, ``--advise``, ``--tiles``, ``--for int8, c``, ``--batch 1``."""
        if self.when == "target":
            return f"--for {', '.join(self.targets)}"
        if self.up_to_batch is not None:
            return f"--batch {self.up_to_batch}"
        return self.when if self.when == "default" else f"--{self.when}"

    def answers_to(self, word: str) -> bool:
        """Whether a word of ``select`` or ``ignore`` means this rule."""
        return word.lower() in (self.name, self.code.lower(), self.family, self.when, "all")

    def runs(self, settings: Settings) -> bool:
        """Whether the settings ask for it."""
        if any(self.answers_to(word) for word in settings.ignore):
            return False
        if any(word.lower() in (self.name, self.code.lower()) for word in settings.select):
            return True
        if self.up_to_batch is not None and (settings.batch is None or settings.batch > self.up_to_batch):
            return False
        if any(self.answers_to(word) for word in settings.select):
            return True
        asked = {
            "default": not settings.select,
            "select": False,
            "advise": settings.advise,
            "tiles": settings.tiles,
            "target": settings.deploy_for in self.targets,
        }
        return asked[self.when]

    def findings(self, network: Network) -> Iterator[Finding]:
        """Apply the rule."""
        for layer, message, fix, changes in self.find(network):
            yield Finding(
                self.code,
                self.name,
                self.severity,
                layer.name,
                str(message),
                str(fix),
                layer.file,
                layer.line,
                changes,
                said=(message, fix),
                breaks_training=self.breaks_training,
            )
