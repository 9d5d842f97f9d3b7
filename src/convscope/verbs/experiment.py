"""The verb ``experiment``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from convscope.verbs.verb import Argument, Option, Session, Verb

if TYPE_CHECKING:
    from convscope.experiments import Outcome

CLAIMS = {
    "shuffled-pixels": "As a vector of numbers, a picture has lost where things are: shuffle its pixels.",
    "shift": "Pooling makes a CNN translation invariant: shift pictures, pixel by pixel.",
    "pooling": "One pools for fewer parameters, less overfitting, invariance: the same network with pools and without.",
    "reconstruction": "Pooling loses information, and place: paint pictures back from layers, with pools and without.",
    "channels": "Powers of two for kernels and batch: time them on this machine.",
}
TIMED = "channels"


@dataclass(frozen=True)
class Experiments:
    """The experiments there are, each with the claim it tries."""

    claims: dict[str, str]

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {"experiments": [{"name": name, "claim": claim} for name, claim in self.claims.items()]}


@dataclass(frozen=True, kw_only=True)
class Experiment(Verb):
    """Try a claim of the course on real pictures: ends in a picture, numbers, and a sentence with the verdict.

    shuffled-pixels: one fixed shuffle of all pixels; who minds, a linear classifier or a CNN. shift: accuracy and
    features against a shift in pixels, pooled, strided, blurred. pooling: costs, overfitting and shifts with pools and
    without. reconstruction: pictures painted back from layers, with pools, with strides, with neither. channels: time
    against channels and batch, on this machine. Nothing is arranged to agree with the claim. Without a name, lists
    them.
    """

    name: ClassVar[str] = "experiment"
    examples: ClassVar[tuple[str, ...]] = (
        "convscope experiment",
        "convscope experiment shift",
        "convscope experiment shuffled-pixels --data cifar10 --save shuffled.svg",
        "convscope experiment pooling --data mnist --keep runs/pooling",
        "convscope experiment channels --threads 1",
    )

    experiment: Annotated[
        str | None,
        Argument("shuffled-pixels, shift, pooling, reconstruction or channels; leave it out to list them.", "[NAME]"),
    ] = None
    data: Annotated[
        str | None, Option("On which pictures: digits (by default), mnist, cifar10, a folder of your own.", "DATA")
    ] = None
    pictures: Annotated[
        int, Option("Learn from at most so many, and test on a third as many; a fixed choice of each class.", "N")
    ] = 6000
    save: Annotated[str | None, Option("Where to draw: .png or .svg; by default experiment-NAME.png.", "FILE")] = None
    keep: Annotated[str | None, Option("Keep the trainings as run folders in here; else they are removed.", "DIR")] = (
        None
    )

    def run(self, session: Session) -> Outcome | Experiments:
        """Make the experiment, or list them."""
        from convscope.errors import ConvscopeError, UnknownName

        if self.experiment is None:
            return Experiments(CLAIMS)
        if self.experiment not in CLAIMS:
            raise UnknownName("experiment", self.experiment, list(CLAIMS))
        if self.experiment == TIMED and (self.data or self.keep):
            came = "--data" if self.data else "--keep"
            raise ConvscopeError(f"{came} came with {TIMED}, which trains nothing", fix="leave it out")
        from convscope import experiments
        from convscope.draw.chart import chart_path
        from convscope.training import Setup
        from convscope.verbs.check_sizes import Counted

        path = chart_path(self._save())  # a wrong name is told before the work
        setup = Setup(session.seed, session.device, session.threads)
        setup.torch_device()
        if self.experiment == TIMED:
            counted = lambda done, total: session.show(Counted(done, total, "rounds"))  # noqa: E731
            return experiments.channels(setup=setup, save=path, progress=counted)
        keep = None if self.keep is None else Path(self.keep)
        trying = experiments.Trying(self.data or "digits", self.pictures, setup, keep, session.show)
        make = {
            "shuffled-pixels": experiments.shuffled_pixels, "shift": experiments.shift, "pooling": experiments.pooling,
            "reconstruction": experiments.reconstruction,
        }[self.experiment]  # fmt: skip
        return make(trying, save=path)

    def _save(self) -> str:
        return self.save or f"experiment-{self.experiment}.png"

    def python(self) -> str:
        """Write the Python that does the same."""
        if self.experiment is None:
            return "from convscope.verbs.experiment import CLAIMS\nprint(CLAIMS)"
        start = "import convscope as cs\n"
        call = self.experiment.replace("-", "_")
        if self.experiment == TIMED:
            return f"{start}outcome = cs.experiments.channels(save={self._save()!r})\nprint(outcome.verdict)"
        said = {"data": self.data, "pictures": None if self.pictures == 6000 else self.pictures}
        given = [f"{name}={value!r}" for name, value in said.items() if value is not None]
        if self.keep is not None:
            start += "from pathlib import Path\n"
            given.append(f"keep=Path({self.keep!r})")
        trying = f"cs.experiments.Trying({', '.join(given)})"
        if not call.isidentifier():  # no experiment, which running it tells
            call = "shift"
        return f"{start}outcome = cs.experiments.{call}({trying}, save={self._save()!r})\nprint(outcome.verdict)"
