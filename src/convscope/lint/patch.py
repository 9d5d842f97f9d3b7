"""Write what a report's fixes change as a patch of the user's source, where the code says it plainly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from convscope.lint.patching.desk import Desk

if TYPE_CHECKING:
    from convscope.lint.fixed import Applied, Fixed
    from convscope.network import Network
    from convscope.network.changes import Argument, Change


@dataclass(frozen=True)
class Patch:
    """A patch of the user's source, and what could not be written into it.

    ``text`` is a unified diff, which ``patch -p1`` or ``git apply`` takes in the working folder; empty where nothing
    could be written. ``placed`` are the changes that are in it, ``unplaced`` those that are not, each with the reason;
    ``notes`` say what comes with it, as weights that have another name now.
    """

    text: str
    placed: tuple[Change, ...] = ()
    unplaced: tuple[tuple[Change, str], ...] = ()
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.text


def patch(fixed: Fixed) -> Patch:
    """Write the changes of mended findings into the source that made the network, without touching any file.

    >>> from torch import nn
    >>> from convscope.lint import check
    >>> module = nn.Sequential(nn.Conv2d(1, 8, 3, stride=3))
    >>> print(patch(check(module, (1, 7, 7)).fixed()).unplaced[0][1])
    which line of code makes it is not known

    A finding's changes come all together or not at all, and with those of layers behind that they make needed. A line
    that makes several layers is changed only if all of them are to change so.
    """
    network = fixed.before.network
    refused: dict[Change, str] = {}
    chosen, followed = list(fixed.applied), tuple(fixed.followed)
    while True:
        desk = Desk(network)
        own = dict.fromkeys(change for one in chosen for change in one.changes)
        desk.place(dict.fromkeys((*own, *followed)))
        for those in (*((change,) for change in followed), *(one.changes for one in chosen)):
            if desk.idle.issuperset(those):  # what runs is another value, then, and set elsewhere
                desk.refused.update(dict.fromkeys(those, "the line says so already"))
        refused = {**desk.refused, **refused}
        chosen_now = [one for one in chosen if not any(change in desk.refused for change in one.changes)]
        if len(chosen_now) == len(chosen) and not any(change in desk.refused for change in followed):
            break
        chosen, followed = _agreeing(network, chosen_now, desk.refused)
    for one in fixed.applied:
        if one not in chosen:
            because = next((change for change in one.changes if change in refused), None)
            why = f"it goes with {because}, which is not written" if because else "a layer behind would not fit"
            refused.update(
                {change: why for change in one.changes if change not in refused and change not in desk.placed}
            )
    unplaced = {change: why for change, why in refused.items() if change not in desk.placed}
    return Patch(desk.text(), tuple(desk.placed), tuple(unplaced.items()), tuple(dict.fromkeys(desk.notes)))


def _agreeing(
    network: Network, findings: Sequence[Applied], refused: dict[Change, str]
) -> tuple[list[Applied], tuple[Argument, ...]]:
    """Choose the findings whose changes need nothing that is refused, and give what they need of layers behind."""
    from convscope.errors import ConvscopeError
    from convscope.network.amend import amended

    def needed(those: Sequence[Applied]) -> tuple[Argument, ...] | None:
        try:
            found = amended(network, dict.fromkeys(change for one in those for change in one.changes)).followed
        except ConvscopeError:
            return None
        return None if any(change in refused for change in found) else found

    followed = needed(findings)
    if followed is not None:
        return list(findings), followed
    kept: list[Applied] = []
    followed = ()
    for one in findings:
        with_it = needed([*kept, one])
        if with_it is not None:
            kept, followed = [*kept, one], with_it
    return kept, followed
