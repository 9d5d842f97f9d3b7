"""Predictions as a contact sheet."""

from __future__ import annotations

from convscope.apply.pictures.contact_sheet import contact_sheet
from convscope.apply.pictures.predicted import Predicted, Predictions
from convscope.draw import View

COLUMNS = 8


def predictions_sheet(found: Predictions) -> View:
    """Show pictures with what was said of each."""
    unread = len(found.faults)
    sentence = "Above each picture: the class that the network takes it for, and the share it gives that class."
    if found.calibration is not None:
        sentence += f" Below {found.calibration.least:.0%} nothing is said: a question mark."
    if unread:
        sentence += f" Grey: {unread:,} that could not be read."
    return contact_sheet(
        [(found.paths[number], caption(one)) for number, one in enumerate(found)],
        title=f"what {found.model} says of {len(found):,} pictures",
        sentence=sentence,
        columns=min(COLUMNS, len(found)),
    )


def caption(one: Predicted) -> str:
    """Write a picture's best class and its share.

    >>> from convscope.apply.pictures.predicted import Guess
    >>> caption(Predicted("a.jpg", (Guess("tench", 0, 0.934),)))
    'tench 93%'
    """
    if one.fault:
        return "cannot be read"
    best = one.guesses[0]
    return f"{best.name} {best.share:.0%}" if one.sure else f"? ({best.name} {best.share:.0%})"
