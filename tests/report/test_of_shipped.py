"""The report of a network against shipped files."""

from pathlib import Path

from convscope.report import of_shipped, render
from convscope.ship import Apart, Compared, FileCompared

CONV = Apart("conv1", "conv2d", "net.py:3", "a", 0.5, 0.25, 0.98, (0, 3, 1, 2))
FOLDED = Apart("norm", "batch_norm")
FILE = FileCompared(Path("q.onnx"), (CONV, FOLDED), Apart("answer", "", "", "answer", 0.1, 0.01, 0.999, (1, 2)))


def test_it_tells_where_it_begins_layer_by_layer() -> None:
    """The sentence, each layer's figures, the folded one without, and the command."""
    page = render(of_shipped(Compared("net", 2, (FILE,))))
    for words in (
        "the first apart is conv1 (2.5e-01",
        "0, 3, 1, 2",
        "folded, or not to be told apart",
        "--compare q.onnx",
    ):
        assert words in page
