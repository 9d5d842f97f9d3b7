"""How a lesson is read, and what is told of a mistake in one."""

from pathlib import Path

import pytest

from convscope.errors import ConvscopeError
from convscope.lab.lessons.head import Head
from convscope.lab.lessons.lesson import heading, lesson

HEAD = "---\ntitle: A lesson\nclaims: 30 conditional\n---\n"
BOXES = "```claim 30\nas said\n```\n```verdict 30\nas *found*\n```\n"


def written(folder: Path, text: str) -> Path:
    path = folder / "01-one.md"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_lesson_is_its_claims_figures_and_computed_numbers(tmp_path: Path) -> None:
    """HTML in it is text."""
    body = "<script>x</script> {{ parameters(3, 10, 5) }}\n```figure convolve\nky=5&kx=5\npicture=digit\n```\n"
    path = written(tmp_path, HEAD + body + "```figure table\nnetwork=lenet5\n```\n" + BOXES)
    found = lesson(path)
    assert (found.name, found.title, found.claims) == ("01-one", "A lesson", {30: "conditional"})
    assert heading(path) == Head("A lesson", {30: "conditional"}, ())
    assert ">760</span>" in found.html and "<script" not in found.html and "<em>found</em>" in found.html
    assert [one["settings"] for one in found.figures] == ["ky=5&kx=5&picture=digit", "network=lenet5"]


def test_a_line_that_ends_in_chinese_goes_on_without_a_space(tmp_path: Path) -> None:
    """Between words of English one stays."""
    found = lesson(written(tmp_path, HEAD + "卷积，\n**步长**\n填充\n池化 one\ntwo\n\n" + BOXES))
    assert "<p>卷积，<strong>步长</strong>\n填充池化 one\ntwo</p>" in found.html


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("no head", 1, "---"),
        ("---\ntitel: x\n---\n", 2, "titel"),
        ("---\nclaims: 30 true\n---\n", 1, "title"),
        ("---\ntitle: x\nclaims: 30 maybe\n---\n", 1, "30 maybe"),
        (HEAD + "\n{{ paramters(3, 10, 5) }}\n" + BOXES, 6, "did you mean 'parameters'"),
        (HEAD + "text\n\n```figure convolv\n```\n" + BOXES, 7, "did you mean 'convolve'"),
        (HEAD + "```figure convolve\nkernel=3\n```\n" + BOXES, 5, "no setting 'kernel'"),
        (HEAD + "```figure table\nnetwork=lenet6\n```\n" + BOXES, 5, "lenet5"),
        (HEAD + "```figure table\nsize=6\n```\n" + BOXES, 5, "no setting 'size'"),
        (HEAD + "```figur convolve\n```\n" + BOXES, 5, "did you mean 'figure'"),
        (HEAD + BOXES + "```verdict 31\nno\n```\n", 11, "no claim at the head"),
        (HEAD + "```claim 30\nas said\n```\n", 1, "no verdict"),
        (HEAD + "![x](https://elsewhere/x.png)\n" + BOXES, 5, "not fetched"),
    ],
)
def test_a_mistake_is_told_with_file_and_line(tmp_path: Path, text: str, line: int, told: str) -> None:
    """Whatever in it is not understood."""
    path = written(tmp_path, text)
    with pytest.raises(ConvscopeError) as caught:
        lesson(path)
    assert str(caught.value).startswith(f"{path}, line {line}:") and told in str(caught.value)
