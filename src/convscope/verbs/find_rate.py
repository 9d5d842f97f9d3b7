"""The verb ``find-rate``."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, ClassVar

from convscope.verbs.of_model import MODES
from convscope.verbs.train import settings
from convscope.verbs.verb import Argument, Option, Session, Verb

if TYPE_CHECKING:
    from convscope.training import RateFound


@dataclass(frozen=True, kw_only=True)
class FindRate(Verb):
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
    model: Annotated[
        str,
        Option(
            "The network: lenet5, resnet20 …, torchvision:NAME, timm:NAME, net.py:Net, package.module:Net.", "MODEL"
        ),
    ]
    save: Annotated[str | None, Option("Where to draw: .png or .svg; by default rate-DATA-MODEL.png.", "FILE")] = None
    steps: Annotated[
        int | None, Option("How many steps; by default 400, or, of a slow network, what a minute allows.", "N")
    ] = None
    size: Annotated[
        str | None, Option("Size that pictures are brought to, where not the network's own.", "N or H,W")
    ] = None
    resize: Annotated[str | None, Option("How they are brought to it.", "MODE", choices=MODES)] = None
    recipe: Annotated[
        str | None, Option("A recipe's name, or a file; by default the data set's own.", "NAME or FILE.toml")
    ] = None
    set: Annotated[tuple[str, ...], Option("Change a field of the recipe; may be repeated.", "KEY=VALUE")] = ()

    def run(self, session: Session) -> RateFound:
        """Find it."""
        from convscope.draw.chart import chart_path
        from convscope.training import RateTried, Setup, find_rate, recipe_for
        from convscope.verbs.check_sizes import Counted

        def show(event: object) -> None:
            if isinstance(event, RateTried):
                event = Counted(event.done, event.total, f"steps  rate {event.rate:.1e}  loss {event.loss:.3f}")
            session.show(event)

        path = chart_path(self._save())  # a wrong name is told before the work
        changed = self._changed()
        found = find_rate(
            self.data,
            model=self.model,
            recipe=recipe_for(self.recipe).with_settings(changed) if self.recipe else changed,
            setup=Setup(session.seed, session.device, session.threads),
            steps=self.steps,
            on_event=show,
        )
        return replace(found, path=found.chart().save(path))

    def _save(self) -> str:
        name = re.sub(r"[^\w.-]+", "-", f"{self.data}-{self.model}").strip("-")
        return self.save or f"rate-{name}.png"

    def _changed(self) -> dict[str, str]:
        own = {name: value for name, value in (("size", self.size), ("resize", self.resize)) if value is not None}
        return {**settings(self.set), **own}

    def python(self) -> str:
        """Write the Python that does the same."""
        changed = self._changed()
        recipe = f", recipe={changed}" if changed else ""
        if self.recipe:
            changes = f".with_settings({changed})" if changed else ""
            recipe = f", recipe=cs.recipe_for({self.recipe!r}){changes}"
        steps = f", steps={self.steps}" if self.steps is not None else ""
        return (
            f"import convscope as cs\nfound = cs.find_rate({self.data!r}, model={self.model!r}{recipe}{steps})\n"
            f"print(found.suggestion)\nfound.chart().save({self._save()!r})"
        )
