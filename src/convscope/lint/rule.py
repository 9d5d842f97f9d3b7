"""A rule: its code and name, how bad its fault is, and the function that finds it."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from convscope.lint.finding import Finding, Severity

if TYPE_CHECKING:
    from convscope.network import Layer, Network


class Fault(NamedTuple):
    """What a rule's function yields: the layer, the message with the computed numbers, the concrete fix."""

    layer: Layer
    message: str
    fix: str


@dataclass(frozen=True)
class Rule:
    """One fault. The docstring of the module that defines ``find`` is the rule's page."""

    code: str
    name: str
    severity: Severity
    find: Callable[[Network], Iterator[Fault]]

    @property
    def page(self) -> str:
        """What it does, why it hurts, an example, what to use instead; Markdown."""
        return inspect.cleandoc(sys.modules[self.find.__module__].__doc__ or "")

    @property
    def summary(self) -> str:
        """The first line of the page."""
        return self.page.partition("\n")[0]

    def findings(self, network: Network) -> Iterator[Finding]:
        """Apply the rule."""
        for layer, message, fix in self.find(network):
            yield Finding(self.code, self.name, self.severity, layer.name, message, fix, layer.file, layer.line)
