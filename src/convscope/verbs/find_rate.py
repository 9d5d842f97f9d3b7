"""The verb ``find-rate``."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, ClassVar

from convscope.verbs.of_recipe import NETWORK, OfRecipe
from convscope.verbs.verb import Argument, Option, Session

if TYPE_CHECKING:
    from convscope.training import RateFound


@dataclass(frozen=True, kw_only=True)
class FindRate(OfRecipe):
    """Find a learning rate for a network on a data set: raise it step by step, and see where the loss falls.

    A fresh network takes some hundred steps, each with a higher rate, until its loss runs away; nothing is kept but the
    picture. The rate suggested is the middle, on a logarithmic scale, of those that do the lower half of the loss's
    fall; the command that trains with it is printed. Say optimizer and batch size with --set, as for train: each has
    its own rate.
    """

    name: ClassVar[str] = "find-rate"
    examples: ClassVar[tuple[str, ...]] = (
        "convscope find-rate digits --model lenet5",
        "convscope find-rate digits --model lenet5 --set optimizer=sgd --save rate.svg",
    )

    data: Annotated[
        str,
        Argument("A data set: digits, mnist, fashion-mnist, cifar10, cifar100; a folder or CSV of one's own.", "DATA"),
    ]
    model: Annotated[str, NETWORK]
    save: Annotated[str | None, Option("Where to draw: .png or .svg; by default rate-DATA-MODEL.png.", "FILE")] = None
    steps: Annotated[
        int | None, Option("How many steps; by default 400, or, of a slow network, what a minute allows.", "N")
    ] = None

    def run(self, session: Session) -> RateFound:
        """Find it."""
        from convscope.draw.chart import chart_path
        from convscope.training import RateTried, Setup, find_rate
        from convscope.verbs.check_sizes import Counted

        def show(event: object) -> None:
            if isinstance(event, RateTried):
                event = Counted(event.done, event.total, f"steps  rate {event.rate:.1e}  loss {event.loss:.3f}")
            session.show(event)

        path = chart_path(self._save())  # a wrong name is told before the work
        found = find_rate(
            self.data,
            model=self.model,
            recipe=self.chosen_recipe(),
            setup=Setup(session.seed, session.device, session.threads),
            steps=self.steps,
            on_event=show,
        )
        return replace(found, path=found.chart().save(path))

    def _save(self) -> str:
        name = re.sub(r"[^\w.-]+", "-", f"{self.data}-{self.model}").strip("-")
        return self.save or f"rate-{name}.png"

    def python(self) -> str:
        """Write the Python that does the same."""
        steps = f", steps={self.steps}" if self.steps is not None else ""
        said = f"{self.data!r}, model={self.model!r}{self.python_recipe()}{steps}"
        return (
            f"import convscope as cs\nfound = cs.find_rate({said})\n"
            f"print(found.suggestion)\nfound.chart().save({self._save()!r})"
        )
