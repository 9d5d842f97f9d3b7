"""What docs/which-tool.md says of others was measured."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "which-tool.md").read_text(encoding="utf-8")
RESULTS = (ROOT / "bench" / "RESULTS.md").read_text(encoding="utf-8").splitlines()
LINES = re.findall(r"^\| (\d+) \| ([\d-]+) \| (`[^`]+`) \| (.+) \|$", PAGE, re.MULTILINE)


def test_each_figure_stands_in_a_line_of_its_date_and_command() -> None:
    """Word for word; and no number points to a line that is not listed, or the other way round."""
    assert [int(number) for number, *_ in LINES] == list(range(1, len(LINES) + 1))
    for number, date, command, words in LINES:
        own = [line for line in RESULTS if line.startswith(f"| {date} | {command} |")]
        assert any(all(word in line for word in words.split("; ")) for line in own), number
    pointed = {int(one) for some in re.findall(r"\[(\d+(?:, \d+)*)\]", PAGE) for one in some.split(", ")}
    assert pointed == set(range(1, len(LINES) + 1))


def test_every_peer_is_spoken_of() -> None:
    """Each that the design names has a row or a paragraph."""
    peers = ("torchinfo", "TorchLens", "fastai", "ultralytics", "CNN Explainer", "raster-vision", "Captum", "timm")
    assert all(f"**{peer}" in PAGE or f"| {peer}" in PAGE for peer in peers)
    assert "ONNX Runtime" in PAGE and "OpenVINO" in PAGE
