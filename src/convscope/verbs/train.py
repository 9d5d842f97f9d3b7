"""The verb ``train``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

from convscope.verbs.of_model import numbers
from convscope.verbs.of_recipe import NETWORK, OfRecipe
from convscope.verbs.verb import Argument, Option, Session

if TYPE_CHECKING:
    from convscope.data import Dataset
    from convscope.runs import Run
    from convscope.training import Start
    from convscope.training.distributed.team import Team


@dataclass(frozen=True, kw_only=True)
class Train(OfRecipe):
    """Train a network on a data set, into a run folder.

    The recipe is the data set's own; any field of it can be set. The weights kept are those best on validation; the
    test set is read once, at the end. Ctrl-C keeps the run and exits with 130. In any case the folder has a
    report.html: curves, errors, calibration, weights.

    Begun by torchrun on one machine or several, the processes share every batch and come to what one would.

    With --resume a run goes on where it was stopped, killed or cut off, to the very numbers it would have come to: DATA
    is then its folder, or all is said as it was when it was begun. Where there is none yet, one is begun.
    """

    name: ClassVar[str] = "train"
    shared: ClassVar[bool] = True
    examples: ClassVar[tuple[str, ...]] = (
        "convscope train digits --model lenet5",
        "convscope train digits --model lenet5 --set epochs=5 --out runs/short",
        "convscope train digits --model lenet5 --recipe mnist --set optimizer=muon",
        "convscope train photos --model torchvision:resnet18 --weights w.pt --mean 0.5 --std 0.5",
        "convscope train roads --ignore 11 --model \"fcn8s(backbone='pretrained')\"",
        "convscope train \"scene.tif(labels='fields.gpkg')\" --model unet",
        "convscope train --resume runs/short",
    )
    listed: ClassVar[tuple[tuple[str, tuple[str, ...]], ...]] = (
        (
            "On several processors or machines",
            ("torchrun --nproc-per-node 4 -m convscope train digits --model lenet5",),
        ),
    )

    data: Annotated[
        str,
        Argument(
            "A data set: digits, mnist, fashion-mnist, cifar10, cifar100; a folder or CSV of one's own; a scene with "
            "its labels; or, with --resume, a run's folder.",
            "DATA",
        ),
    ]
    model: Annotated[str | None, NETWORK] = None
    weights: Annotated[
        str | None, Option("Weights to start from: a state dict (.pt, .safetensors), or DEFAULT, published.", "FILE")
    ] = None
    mean: Annotated[str | None, Option("What was subtracted when they were trained: 0.5, or each.", "N,…")] = None
    std: Annotated[str | None, Option("What it was divided by then: 0.5, or one a channel.", "N,…")] = None
    ignore: Annotated[
        str | None, Option("Of masks: values, colours or classes that say nothing, as in 255 or void.", "V,…")
    ] = None
    classes: Annotated[
        str | None, Option("Of masks: names in the order of the values, or a file of them.", "FILE or A,B,…")
    ] = None
    out: Annotated[str | None, Option("Run folder; by default runs/DATA-MODEL.", "DIR")] = None
    overwrite: Annotated[bool, Option("Replace the run that is in the folder.")] = False
    resume: Annotated[bool, Option("Go on with the run that is in the folder.")] = False
    max_time: Annotated[
        str | None, Option("End training after so long, and read the test set: 90s, 10m, 2h.", "TIME")
    ] = None
    tune: Annotated[
        str,
        Option(
            "How steps are computed: auto (measured, where training is long), off (the usual way), "
            "or words: float32, bfloat16, float16, contiguous, channels_last, compiled, graphs, micro=N.",
            "WAY",
        ),
    ] = "auto"

    def run(self, session: Session) -> Run:
        """Train."""
        from convscope.runs import open_run
        from convscope.torchrun import is_silent
        from convscope.training.train import Stopped
        from convscope.verbs.run_report import leave_report

        try:
            run, dataset = self._trained(session)
        except Stopped as stopped:
            if not is_silent():
                leave_report(open_run(stopped.folder), session)
            raise
        if not is_silent():
            leave_report(run, session, dataset)
        return run

    def _trained(self, session: Session) -> tuple[Run, Dataset | None]:
        """Train; give the data, too, where they were loaded here."""
        from convscope.training.distributed.joining import joined

        with joined(session.device) as team:
            return self._trained_by(team, session)

    def _trained_by(self, team: Team | None, session: Session) -> tuple[Run, Dataset | None]:
        """Train, alone or as one worker of several."""
        from convscope.data import load_dataset
        from convscope.lint.pyproject import kept_settings
        from convscope.training import Setup, resume, train
        from convscope.training.distributed.first_hand import as_the_first, in_turn

        rules = kept_settings(Path.cwd())
        if as_the_first(team, self._is_run):
            self._refuse_more(session)
            return resume(self.data, max_seconds=self._seconds(), rules=rules, on_event=session.show), None
        model = self._start()
        dataset = in_turn(team, lambda: load_dataset(self._spelled(), on_note=session.show))
        run = train(
            dataset,
            model=model,
            out=self.out,
            recipe=self.chosen_recipe(),
            setup=Setup(
                session.seed, session.device, session.threads, self.overwrite, self.resume, self._seconds(), self.tune
            ),
            rules=rules,
            on_event=session.show,
        )
        return run, dataset

    def _spelled(self) -> str:
        """Write the data with what is said of their masks, as `convscope.load_dataset` takes them."""
        from convscope.errors import ConvscopeError

        if self.ignore is None and self.classes is None:
            return self.data
        if self.data.rstrip().endswith(")"):
            raise ConvscopeError(
                f"--ignore or --classes came with {self.data}", fix="say all of it in the brackets: ignore=…, classes=…"
            )
        given = {"ignore": self.ignore, "classes": self.classes}
        return f"{self.data}({', '.join(f'{name}={value!r}' for name, value in given.items() if value is not None)})"

    def _is_run(self) -> bool:
        """Whether DATA is the folder of a run that is to go on."""
        from convscope.errors import ConvscopeError
        from convscope.runs import is_run

        if not is_run(self.data):
            return False
        if not self.resume:
            raise ConvscopeError(f"{self.data} is a run", fix=f"to go on with it: convscope train --resume {self.data}")
        return True

    def _refuse_more(self, session: Session) -> None:
        """Raise where something is asked for that a run has fixed when it was begun."""
        from convscope.errors import ConvscopeError

        said: dict[str, object] = {"--model": self.model, "--out": self.out, "--recipe": self.recipe}
        said |= {"--weights": self.weights, "--mean": self.mean, "--std": self.std}
        said |= {"--ignore": self.ignore, "--classes": self.classes}
        said |= {"--set, --size or --resize": self.changed()}
        said |= {"--overwrite": self.overwrite, "--threads": session.threads}
        given = [name for name, value in said.items() if value]
        if given:
            raise ConvscopeError(
                f"{' and '.join(given)} came with a run, which goes on as it was begun", fix="leave it out"
            )

    def _seconds(self) -> float | None:
        from convscope.training.limits import seconds_of

        return None if self.max_time is None else seconds_of(self.max_time)

    def _network(self) -> str:
        from convscope.errors import ConvscopeError

        if self.model is None:
            raise ConvscopeError("no network was named", fix="say which with --model, as in --model lenet5")
        return self.model

    def _start(self) -> Start:
        """Give the network with the weights to start from."""
        from convscope.training import Start

        return Start(self._network(), self.weights, numbers(self.mean, "--mean"), numbers(self.std, "--std"))

    def python(self) -> str:
        """Write the Python that does the same."""
        return self.python_of(Session())

    def python_of(self, session: Session) -> str:
        """Write it with a session's seed, device and threads where they are not the usual ones."""
        from convscope.runs import is_run

        if self.resume and is_run(self.data):
            limit = f", max_seconds={self._seconds():g}" if self.max_time else ""
            return f"import convscope as cs\nrun = cs.resume({self.data!r}{limit})"
        out = f", out={self.out!r}" if self.out else ""
        usual = Session()
        chosen = [
            f"{name}={getattr(session, name)!r}"
            for name in ("seed", "device", "threads")
            if getattr(session, name) != getattr(usual, name)
        ]
        chosen += [f"{name}=True" for name in ("overwrite", "resume") if getattr(self, name)]
        chosen += [f"max_seconds={self._seconds():g}"] if self.max_time else []
        chosen += [f"tune={self.tune!r}"] if self.tune != "auto" else []
        setup = f", setup=cs.Setup({', '.join(chosen)})" if chosen else ""
        model = self._start().spelled()
        given = f"{self._spelled()!r}, model={model}{out}{self.python_recipe()}{setup}"
        return f"import convscope as cs\nrun = cs.train({given})"
