"""What can go wrong, said to the user: what came, what was expected, how to fix it.

Every error a user can cause is one of these, so that a caller can catch ``ConvscopeError`` and the command line can
print one line and leave with ``exit_code`` instead of a traceback.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convscope.saying import Said


class ConvscopeError(Exception):
    """A mistake of the user's, or a limit of ours, told in one line.

    >>> print(ConvscopeError("model 'lenet6' is not known", fix="did you mean lenet5?"))
    model 'lenet6' is not known; did you mean lenet5?
    """

    exit_code = 2
    heard = False  # whether another process says it: nobody needs to hear it twice

    def __init__(self, problem: str | Said, *, fix: str | Said = "") -> None:
        """Keep the problem (what came, what was expected) and the fix apart, for faces that show them apart.

        ``said`` are both as they came: a text, or a sentence with its facts, which other languages have too.
        """
        self.said = (problem, fix)
        self.problem, self.fix = str(problem), str(fix)
        super().__init__(f"{self.problem}; {self.fix}" if self.fix else self.problem)

    def fix_with(self, fix: str | Said) -> None:
        """Put another fix to it, where more is known than where it was raised."""
        ConvscopeError.__init__(self, self.said[0], fix=fix)

    def told(self) -> list[dict[str, object] | None]:
        """Give problem and fix for those who say them in another language; None for one that is a text alone."""
        return [None if isinstance(one, str) else one.told() for one in self.said]


class UnknownName(ConvscopeError):
    """A name that nothing answers to: a model, a data set, a layer, a rule, a setting."""

    def __init__(self, kind: str, name: str, known: list[str], *, fix: str = "") -> None:
        """Name the nearest known spelling, else all that is known."""
        nearest = _nearest(name, known)
        shown = ", ".join(known) if len(known) <= 12 else ", ".join(known[:12]) + ", …"
        hint = f"did you mean {nearest!r}?" if nearest else fix or f"known: {shown}"
        super().__init__(f"{kind} {name!r} is not known", fix=hint)


def _nearest(name: str, known: list[str]) -> str | None:
    """Find the known name most like one; of equally like ones that which begins like it for longest, or else the last.

    >>> _nearest("layer2.0.conv9", ["layer3.0.conv9", "layer1.0.conv9", "layer2.0.conv1", "layer2.0.conv2"])
    'layer2.0.conv2'
    """
    from difflib import SequenceMatcher, get_close_matches

    close = get_close_matches(name, list(dict.fromkeys(known)), n=24, cutoff=0.5)

    def likeness(one: str) -> tuple[float, int, str]:
        alike = [a == b for a, b in zip(one, name, strict=False)]
        return SequenceMatcher(None, one, name).ratio(), [*alike, False].index(False), one

    return max(close, key=likeness, default=None)


class BrokenModelFile(ConvscopeError):
    """A ``net.py:Net`` whose file or constructor fails in Python."""


class ShapesDoNotFit(ConvscopeError):
    """A network whose layers do not accept the shapes that reach them; ``layer`` is the first one's name."""

    layer = ""


class RunExists(ConvscopeError):
    """A run folder that would be written over."""


class BrokenRun(ConvscopeError):
    """A run folder that is not one, or not whole."""


class CannotWrite(ConvscopeError):
    """A file that cannot be written: a full disk, a folder that is gone or may not be written to."""


class WrongWeights(ConvscopeError):
    """A file of weights that is none, or of another network."""


class BrokenData(ConvscopeError):
    """A data set's file that is not one, or not whole."""


class BrokenPicture(ConvscopeError):
    """A picture file that cannot be decoded."""


class NotTheSame(ConvscopeError):
    """A shipped network whose answers differ from the original's by more than it may."""

    exit_code = 1
