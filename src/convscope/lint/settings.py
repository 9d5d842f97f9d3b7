"""What is asked of the linter: which rules, and what the network is for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from convscope.errors import ConvscopeError, UnknownName
from convscope.lint.finding import SEVERITIES, Severity

Target = Literal["onnx", "int8", "c", "microcontroller"]
TARGETS: tuple[Target, ...] = get_args(Target)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Which rules run over a network.

    >>> Settings(select=("default", "uneven-padding"), ignore=("cost",), batch=1).batch
    1

    ``select`` and ``ignore`` hold names and codes of rules, families (``geometry``), sets (``default``) or ``all``;
    without ``select`` it is the default set. On top of that ``advise`` adds offers with both costs, ``tiles`` what a
    network needs that is run on tiles of a picture, and ``deploy_for`` what that target needs. ``batch`` is how many
    pictures a step of training takes, where it is known. ``fail_on`` is the severity from which on a report has failed.

    Raises `ConvscopeError` for a batch below 1 and `UnknownName` for a target that is none; names of rules are looked
    up when the rules are chosen.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    advise: bool = False
    tiles: bool = False
    deploy_for: Target | None = None
    batch: int | None = None
    fail_on: Severity = "error"

    def __post_init__(self) -> None:
        if self.batch is not None and self.batch < 1:
            raise ConvscopeError(f"a batch of {self.batch} came", fix="give the pictures of a training step, 1 or more")
        if self.fail_on not in SEVERITIES:
            raise UnknownName("severity", self.fail_on, list(SEVERITIES))
        if self.deploy_for is not None and self.deploy_for not in TARGETS:
            raise UnknownName("target", self.deploy_for, list(TARGETS))
