"""What ``style --train`` does, and painting by what has learnt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from convscope.verbs.verb import Session, flag_of, parameters

if TYPE_CHECKING:
    from convscope.apply.style import Styled
    from convscope.apply.style.learning import Learnt
    from convscope.verbs.style import Style

STEPS = 2000
UNHEEDED = ("mask", "keep_colours", "optimizer", "start", "progress", "curve", "smooth", "style_size")  # by --train
OF_PAINTING = (
    *UNHEEDED, "weights", "steps", "strength", "features", "features_weights", "layers", "content_layer", "tile",
)  # fmt: skip


def refuse(asked: Style, names: Sequence[str], why: str) -> None:
    """Refuse an option that what is done does not heed."""
    from convscope.errors import ConvscopeError

    usual = {parameter.name: parameter.default for parameter in parameters(type(asked))}
    for name in names:
        if getattr(asked, name) != usual[name]:
            raise ConvscopeError(f"{flag_of(name)} {why}", fix="leave it out")


def at_once(asked: Style, session: Session) -> Styled:
    """Paint by what has learnt a style."""
    from convscope.apply.style.learnt import paint_at_once
    from convscope.apply.style.styled import picture_path
    from convscope.errors import ConvscopeError
    from convscope.runs import open_run
    from convscope.training import Setup

    if len(asked.styles) != 1:
        raise ConvscopeError(f"{len(asked.styles)} styles came, one of which was learnt", fix="give that one alone")
    if Path(asked.styles[0]).is_dir():
        open_run(asked.styles[0]).record  # noqa: B018 - a folder that is no run is told before options of one
    refuse(asked, OF_PAINTING, "came with a style that was learnt, which paints as it learnt to")
    picture_path(asked.place())
    styling = asked.asked()
    styling.check(1)
    setup = Setup(session.seed, session.device, session.threads)
    device = str(setup.torch_device())
    with setup.applied():
        return asked.written(paint_at_once(asked.content, asked.styles[0], size=styling.size, device=device))


def learning(asked: Style, session: Session) -> Learnt:
    """Let a network learn the style."""
    from convscope.apply.style.learning import Learning, Learnt, learn
    from convscope.apply.style.seeing import seeing
    from convscope.errors import ConvscopeError
    from convscope.runs import refuse_occupied
    from convscope.training import Setup
    from convscope.verbs.check_sizes import Counted

    refuse(asked, UNHEEDED, "came with --train, which does not heed it")
    if not Path(asked.content).exists():
        raise ConvscopeError(f"there is no folder {asked.content}", fix="give a folder of photographs to learn on")
    styling = asked.asked()
    styling.check(len(asked.styles))
    refuse_occupied(asked.place(), overwrite=asked.overwrite)
    setup = Setup(session.seed, session.device, session.threads)
    device = setup.torch_device()
    steps = STEPS if asked.steps is None else asked.steps
    how = Learning(steps=steps, overwrite=asked.overwrite, seed=session.seed, command=asked.command())
    with setup.applied():
        model = seeing(asked.features, asked.features_weights)
        model = replace(model, module=model.module.to(device))
        run = learn(
            asked.content, asked.styles, asked.place(), styling, how, features=model,
            count=lambda done, total, loss: session.show(Counted(done, total, f"steps, loss {loss:.4f}")),
        )  # fmt: skip
    return Learnt(run)


def python_at_once(asked: Style) -> str:
    """Write the Python that paints by what has learnt."""
    size = "" if asked.size is None else f", Styling(size={asked.size!r})"
    imported = "from convscope.apply.style import Styling\n" if size else ""
    return (
        f"import convscope as cs\n{imported}painted = cs.style({asked.content!r}, {list(asked.styles)!r}{size})\n"
        f"painted.save({asked.place()!r})"
    )


def python_of_learning(asked: Style) -> str:
    """Write the Python that learns."""
    from convscope.apply.style import Styling

    usual = {**vars(Styling()), "size": None}
    given = [f"{name}={value!r}" for name, value in asked.given().items() if value != usual[name]]
    how = f"steps={STEPS if asked.steps is None else asked.steps}" + (", overwrite=True" if asked.overwrite else "")
    lines = ["from convscope.apply.style import Styling"]
    lines.append("from convscope.apply.style.learning import Learning, learn")
    features = "" if asked.features == "auto" else f", features={asked.features!r}"
    if asked.features_weights is not None:
        lines.append("from convscope.apply.style.seeing import seeing")
        features = f", features=seeing({asked.features!r}, {asked.features_weights!r})"
    called = f"{asked.content!r}, {list(asked.styles)!r}, {asked.place()!r}, Styling({', '.join(given)})"
    lines.append(f"run = learn({called}, Learning({how}){features})")
    return "\n".join(lines)
