"""Comments beside the code: what is meant is not told."""

from pathlib import Path

import pytest

from convscope.errors import ConvscopeError
from convscope.lint import Finding
from convscope.lint.comments import not_meant


def found(tmp_path: Path, line: str) -> Finding:
    (tmp_path / f"{abs(hash(line))}.py").write_text(f"import torch\n{line}\n", encoding="utf-8")
    return Finding("S001", "wasted-bias", "hint", "conv", "…", "…", str(tmp_path / f"{abs(hash(line))}.py"), 2)


@pytest.mark.parametrize(
    "comment",
    ["# convscope: ignore", "# convscope: ignore[wasted-bias]", "#convscope:ignore[G002, s001]  # and why"],
)
def test_a_comment_hides_what_is_found_on_its_line(tmp_path: Path, comment: str) -> None:
    """All of it, or the rules in brackets, by name or code."""
    assert not_meant([found(tmp_path, f"x = 1  {comment}")]) == ([], 1)


@pytest.mark.parametrize("comment", ["", "# ignore[wasted-bias]", "# convscope: ignore[stride-skips-pixels]"])
def test_other_comments_hide_nothing(tmp_path: Path, comment: str) -> None:
    """None, another tool's, another rule's."""
    finding = found(tmp_path, f"x = 1  {comment}")
    assert not_meant([finding]) == ([finding], 0)


def test_a_rule_that_there_is_not_is_told(tmp_path: Path) -> None:
    """With its file and line: a slip of the pen would hide nothing, unnoticed."""
    finding = found(tmp_path, "x = 1  # convscope: ignore[wasted-bais]")
    with pytest.raises(ConvscopeError, match=r":2: rule 'wasted-bais' is not known; did you mean 'wasted-bias'"):
        not_meant([finding])


def test_a_file_that_was_edited_is_read_again(tmp_path: Path) -> None:
    """Who edits and checks again in one session sees the comment that is there now."""
    finding = found(tmp_path, "x = 1")
    assert not_meant([finding]) == ([finding], 0)
    Path(finding.file or "").write_text("import torch\nx = 1  # convscope: ignore\n", encoding="utf-8")
    assert not_meant([finding]) == ([], 1)


def test_a_finding_in_no_file_stays() -> None:
    """There is no line to look at."""
    finding = Finding("S001", "wasted-bias", "hint", "conv", "…", "…")
    assert not_meant([finding]) == ([finding], 0)
