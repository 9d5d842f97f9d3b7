"""How a painted picture looks in a terminal."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
from rich.console import Console

from convscope.apply.style import Styled
from convscope.apply.style.learning import Learnt
from convscope.apply.style.styled import Step
from convscope.cli import show_style


def test_it_says_by_what_and_where() -> None:
    steps = (Step(8, 2.0, 0.5, (1.0,)), Step(8, 0.25, 0.6, (0.5,)))
    done = Styled(np.zeros((4, 6, 3), np.uint8), steps, "tiny", ("1", "6"), "8", 1.5, ("a note",), Path("a [1].png"))
    console = Console(width=140, markup=False)
    with console.capture() as caught:
        console.print(show_style.styled(done))
    text = caught.get()
    assert "style by 1, 6, content by 8, of tiny" in text and "loss 2 to 0.25 in 2 steps" in text
    assert "a note" in text and "a [1].png  6 × 4 (1.5 s)" in text and show_style.in_short(done) == "a [1].png"


def test_what_was_learnt_says_how_it_is_used() -> None:
    record = SimpleNamespace(recipe={"steps": 2000}, seconds=61.2)
    run = SimpleNamespace(record=record, folder=Path("runs/x"), metrics=({"train_loss": 2.0}, {"train_loss": 0.5}))
    done = Learnt(run)  # type: ignore[arg-type]
    console = Console(width=140, markup=False)
    with console.capture() as caught:
        console.print(show_style.learnt(done))
    assert "runs/x  2,000 steps, loss 2 to 0.5 (61 s)" in caught.get()
    assert "convscope ship runs/x --to onnx" in caught.get() and show_style.learnt_in_short(done) == "runs/x"
