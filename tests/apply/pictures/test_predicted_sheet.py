"""Predictions as a contact sheet."""

from pathlib import Path

from convscope.apply.pictures import Guess, Predicted, predict
from convscope.apply.pictures.predicted_sheet import caption, predictions_sheet
from convscope.model import Model


def test_each_picture_has_its_answer(model: Model, colours: Path) -> None:
    """In the order of the files, eight in a row."""
    (colours / "02-blue.png").write_bytes(b"")
    view = predictions_sheet(predict(model, colours))
    assert [one.split()[0] for one in view.captions[:4]] == ["red", "green", "cannot", "red"]
    assert view.columns == 8 and "Grey: 1 that could not be read" in view.sentence


def test_one_that_is_not_sure_has_a_question_mark() -> None:
    """With its best guess in brackets."""
    assert caption(Predicted("a", (Guess("cat", 0, 0.4),), sure=False)) == "? (cat 40%)"
    assert caption(Predicted("a", fault="is broken")) == "cannot be read"
