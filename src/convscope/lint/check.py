"""Run the rules over a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convscope.lint.comments import not_meant
from convscope.lint.report import USUAL, Report, by_line, worst_first
from convscope.lint.rules import chosen
from convscope.lint.settings import Settings

if TYPE_CHECKING:
    from torch import nn

    from convscope.network import Network


def check(
    subject: Network | nn.Module,
    input_shape: tuple[int, ...] | None = None,
    *,
    target: str = "",
    training: bool = False,
    on_zeros: bool = False,
    settings: Settings = USUAL,
) -> Report:
    """Say what is wrong with a network's geometry and structure, with numbers and fixes.

    >>> from torch import nn
    >>> module = nn.Sequential(nn.Conv2d(1, 8, 3, stride=3))
    >>> [(finding.name, finding.layer) for finding in check(module, (1, 7, 7)).findings]
    [('stride-skips-pixels', '0')]
    >>> check(module, (1, 7, 7), settings=Settings(ignore=("geometry",))).findings
    ()

    ``subject`` is a traced `Network`, or a module with its ``input_shape`` (without batch), traced as `trace` does.
    ``settings`` says which rules run, by default those that hold of any network. A module whose maps shrink to nothing
    is reported as ``output-too-small``; any other shape that does not fit raises `ShapesDoNotFit`, and a rule that is
    none `UnknownName`.
    """
    rules = chosen(settings)
    network = _traced(subject, input_shape, target=target, training=training, on_zeros=on_zeros)
    found, meant = not_meant(finding for rule in rules for finding in rule.findings(network))
    return Report(network, worst_first(by_line(found)), settings, meant)


def _traced(
    subject: Network | nn.Module, input_shape: tuple[int, ...] | None, *, target: str, training: bool, on_zeros: bool
) -> Network:
    from convscope.errors import ConvscopeError
    from convscope.network import Network, OutputTooSmall, trace

    if isinstance(subject, Network):
        return subject
    if input_shape is None:
        raise ConvscopeError("check got a module without the shape of its input", fix="check(module, (3, 224, 224))")
    try:
        return trace(subject, input_shape, target=target, training=training, on_zeros=on_zeros)
    except OutputTooSmall as error:
        if error.network is None:
            raise
        return error.network
