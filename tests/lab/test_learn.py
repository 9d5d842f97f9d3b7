"""The lessons there are, and what the page asks."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import convscope as cs
from convscope.errors import ConvscopeError, UnknownName
from convscope.lab import Opened, check_lessons
from convscope.lab.learn import LANGUAGES, OURS, contents, figure, former, names, one_lesson
from convscope.lab.lessons.figures import TAKES
from convscope.lab.lessons.lesson import lesson
from convscope.lab.lessons.numbers import FUNCTIONS, computed

CONDITIONAL = {8, 13, 16, 23, 24, 30, 32, 35}
CLAIMS = set(range(1, 42))


@pytest.fixture(scope="module")
def opened() -> Opened:
    return Opened("lenet5", cs.load("lenet5"))


def asked(figure: dict[str, Any]) -> dict[str, Any]:
    """Leave out what a network that is written in the lesson is called: that is in its language."""
    given = figure.get("given", {})
    if "layers" not in given:
        return figure
    return {"kind": figure["kind"], **{name: value for name, value in given.items() if name != "name"}}


def test_every_lesson_is_there_in_both_languages_with_equal_claims_and_figures(opened: Opened) -> None:
    """And calls the same functions for its numbers."""
    for name in names(opened):
        english, chinese = (lesson(OURS / language / f"{name}.md") for language in LANGUAGES)
        assert english.claims == chinese.claims, name
        assert list(map(asked, english.figures)) == list(map(asked, chinese.figures)), name
        shown = re.sub("<pre>.*?</pre>|<[^>]*>", "", english.html + chinese.html, flags=re.DOTALL)
        assert "*" not in shown, "an emphasis is not read as one"
        assert english.title != chinese.title
        assert english.html.count('class="computed"') == chinese.html.count('class="computed"'), name


def test_every_claim_has_its_lesson_and_its_verdict(opened: Opened) -> None:
    """Of all that have one; some hold under a condition, the last does not. AlexNet is first."""
    told = contents(opened, {"language": "en"})["lessons"]
    verdicts = {claim["number"]: claim["verdict"] for one in told for claim in one["claims"]}
    expected = {number: "conditional" if number in CONDITIONAL else "true" for number in CLAIMS}
    assert verdicts == {**expected, 41: "false"}
    assert told[0]["name"] == "01-alexnet"
    assert told[0]["claims"][1]["said"].startswith("Avoid strides that leave part of the input unused")
    firsts = [min(claim["number"] for claim in one["claims"]) for one in told[1:]]  # the course's order, AlexNet before
    assert firsts == sorted(firsts) and 18 <= len(told) <= 22


@pytest.mark.parametrize("name", sorted(path.stem for path in OURS.glob("en/*.md")))
def test_a_lesson_has_one_question_terms_papers_a_command_python_and_notes_for_the_teacher(name: str) -> None:
    """In this order behind the verdicts; all but the words are the same in both languages."""
    kinds = ["question", "terms", "papers", "command", "python", "teacher"]
    texts = [(OURS / language / f"{name}.md").read_text(encoding="utf-8") for language in LANGUAGES]
    found = [re.findall(r"^```(\w+).*?\n(.*?)^```", text, re.DOTALL | re.MULTILINE) for text in texts]
    assert [kind for kind, _ in found[0]][-len(kinds) :] == kinds == [kind for kind, _ in found[1]][-len(kinds) :]
    english, chinese = (dict(blocks) for blocks in found)
    assert [english[kind] for kind in kinds[1:-1]] == [chinese[kind] for kind in kinds[1:-1]]
    assert all(sum(kind == "question" for kind, _ in blocks) == 1 for blocks in found)
    headings = [re.findall(r"^## (Where the notes simplify|笔记简化了什么)$", text, re.MULTILINE) for text in texts]
    assert headings == [["Where the notes simplify"], ["笔记简化了什么"]]


def test_a_name_that_a_lesson_had_before_leads_to_it(opened: Opened, tmp_path: Path) -> None:
    """All 35 of them; a teacher's lesson of such a name is the teacher's."""
    assert len(former(opened)) == 34 and set(former(opened).values()) <= set(names(opened))
    assert one_lesson(opened, {"name": "32-neuron", "language": "en"})["name"] == "14-inside"
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "32-neuron.md").write_text("---\ntitle: Mine\n---\n")
    with_own = replace(opened, lessons=tmp_path)
    assert one_lesson(with_own, {"name": "32-neuron", "language": "en"})["title"] == "Mine"
    assert "32-neuron" not in former(with_own)


@pytest.mark.parametrize("path", sorted(OURS.glob("*/*.md")), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_no_result_is_typed_by_hand(path: Path) -> None:
    """A number in a lesson's words is one that is given: to a call, to a figure, or by the notes; years apart."""
    text = path.read_text(encoding="utf-8")
    given = re.findall(r"\{\{.*?\}\}|^```(?:figure|claim).*?^```", text, re.DOTALL | re.MULTILINE)
    others = r"\{\{.*?\}\}|^```(?:figure|claim|terms|papers|command|python).*?^```|^(?:claims|was):.*?$|```verdict \d+"
    words = re.sub(others, "", text, flags=re.DOTALL | re.MULTILINE)
    words = re.sub(r"[（(](?:\w+ )?(?:19|20)\d\d[)）]|LeNet-5", "", words)
    known = {"0"} | {number for one in given for number in re.findall(r"\d+\.\d+|\d+", one) + re.findall(r"\d+", one)}
    assert [number for number in re.findall(r"(?<![A-Za-z])\d+(?:[.,]\d+)?", words) if number not in known] == []


def test_a_lesson_has_neighbours_and_its_tables_are_the_networks(opened: Opened) -> None:
    """LeNet-5's 61,706 parameters."""
    found = one_lesson(opened, {"name": "02-lenet", "language": "zh"})
    assert (found["before"]["name"], found["after"]["name"]) == ("01-alexnet", "03-pooling")
    at = next(at for at, one in enumerate(found["figures"]) if one["kind"] == "table")
    told = figure(opened, {"name": "02-lenet", "language": "zh", "figure": at, "what": "table"})
    assert told["totals"]["parameters"] == "61,706"
    assert len(told["rows"]) == len(cs.trace(cs.load("lenet5").module, (1, 32, 32)).layers)


@pytest.mark.parametrize("values", [{}, {"name": "../x"}, {"name": "02-lenet", "language": "en", "figure": 99}])
def test_a_figure_that_is_not_there_is_told(opened: Opened, values: dict[str, object]) -> None:
    """Nor is a lesson that is a path read."""
    with pytest.raises(ConvscopeError):
        figure(opened, {"language": "en", "figure": 0, "what": "table", **values})


@pytest.mark.parametrize("values", [{}, {"name": "../x", "language": "en"}, {"name": "01-alexnet", "language": 3}])
def test_what_is_no_lesson_is_told(opened: Opened, values: dict[str, object]) -> None:
    """A name that is a path, too."""
    with pytest.raises(UnknownName):
        one_lesson(opened, values)


def test_a_teachers_lesson_stands_beside_ours_in_the_language_it_has(opened: Opened, tmp_path: Path) -> None:
    """And an empty folder is told."""
    with pytest.raises(ConvscopeError, match="holds no lesson"):
        check_lessons(tmp_path)
    (tmp_path / "zh").mkdir()
    (tmp_path / "zh" / "90-own.md").write_text("---\ntitle: 我的课\n---\n{{ output_size(7, 3) }}", encoding="utf-8")
    check_lessons(tmp_path)
    with_own = replace(opened, lessons=tmp_path)
    assert names(with_own)[-1] == "90-own" and "01-alexnet" in names(with_own)
    found = one_lesson(with_own, {"name": "90-own", "language": "en"})
    assert found["title"] == "我的课" and ">5</span>" in found["html"]


def test_the_guides_lesson_is_read_as_it_stands_there(opened: Opened, tmp_path: Path) -> None:
    """Its figures answer, and the guide names every figure and nearly every function there is."""
    guide = (Path(__file__).parents[2] / "docs" / "lab.md").read_text(encoding="utf-8")
    text = re.search(r"^````markdown\n(.*?)^````", guide, re.DOTALL | re.MULTILINE)
    assert text is not None
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "90-reach.md").write_text(text[1], encoding="utf-8")
    check_lessons(tmp_path)
    with_own = replace(opened, lessons=tmp_path)
    found = one_lesson(with_own, {"name": "90-reach", "language": "en"})
    assert ">7</span>" in found["html"] and [one["kind"] for one in found["figures"]] == ["field", "sizes", "field"]
    asked = {"name": "90-reach", "language": "en"}
    told = figure(with_own, {**asked, "figure": 0, "what": "layer", "layer": "conv3"})
    assert told["receptive_field"] == [7, 7]
    assert "pool2" in figure(with_own, {**asked, "figure": 2, "what": "layers"})["layers"]
    about_the_notes = {"patch_found", "patch_side", "patch_trials", "lecture_map", "lecture_sum", "blind_kernels"}
    assert [name for name in FUNCTIONS if f"{name}(" not in guide] == [
        name for name in FUNCTIONS if name in about_the_notes
    ]
    assert [name for name in TAKES if f"| `{name}` |" not in guide] == []
    calls = [
        call for row in re.findall(r"^\| `.*$", guide, re.MULTILINE) for call in re.findall(r"`(\w+\([^…)]+\))`", row)
    ]
    assert len(calls) > 8 and all(computed(call) for call in calls)
