"""Findings in Chinese carry the numbers of the English ones."""

import re
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

import pytest
from torch import nn

from convscope.apply.scenes.words import WORDS as SCENES
from convscope.apply.tiling.words import WORDS as TILING
from convscope.errors import ShapesDoNotFit
from convscope.lab.check.report import finding
from convscope.lab.lessons.figures import EXPERIMENTS
from convscope.lint import RULES, check
from convscope.lint.words import SHARED
from convscope.network import trace
from convscope.saying import places

SPEAKING = (
    "network.trace", "network.failure", "network.operators.mismatch", "network.reach", "network.exact", "network.uses",
    "look.coverage", "lab.check.layer", "lab.opened", "lab.draw.pad", "lab.look.beside", "lab.draw.answers",
    "lab.train.words", "lab.workshop", "jobs.queue", "lab.lessons.patches", "lint.fixed",
)  # fmt: skip
TRIED = ("shuffled_pixels", "shift", "pooling", "channels")  # the experiments whose verdicts a lesson shows
REASONS = """async ([texts, said]) => {
  const { speak } = await import("convscope/frame/texts.js");
  const { reason } = await import("convscope/check/telling.js");
  speak("zh");
  return texts.map((text, at) => reason(text, said[at]));
}"""
SAID = """(one) => import("convscope/check/telling.js").then(
  ({ filled }) => one.said.map((sentence) => filled(one.name, sentence)))"""


def gathered(modules: Iterable[str]) -> dict[str, str]:
    """Put together what several modules say in one room."""
    found: dict[str, str] = {}
    for module in modules:
        words = import_module(module).WORDS
        assert all(found.get(name, text) == text for name, text in words.templates.items()), "two of one name"
        found |= words.templates
    return found


def test_the_verdicts_of_all_experiments_of_lessons_are_told() -> None:
    """A lesson's new experiment has its sentence here, or this fails."""
    assert {name.replace("_", "-") for name in TRIED} == set(EXPERIMENTS)


def test_every_sentence_of_every_rule_is_told_with_the_same_facts(opened: Callable[..., Any]) -> None:
    """A rule's new sentence without its Chinese, or with other places, fails here."""
    told = opened().page.evaluate("import('convscope/texts/zh/told.js').then((one) => one.default)")
    library = gathered(f"convscope.{name}" for name in SPEAKING)
    experiments = gathered(f"convscope.experiments.{name}" for name in TRIED)
    scenes = {**SCENES.templates, **TILING.templates}
    assert len(scenes) == len(SCENES.templates) + len(TILING.templates), "two of one name"
    theirs = {
        "shared": SHARED.templates,
        "library": library,
        "experiments": experiments,
        "scenes": scenes,
        **{rule.name: rule.words.templates for rule in RULES},
    }
    assert set(told) == set(theirs)
    for rule, templates in theirs.items():
        assert set(told[rule]) == set(templates), rule
        for name, template in templates.items():
            assert set(re.findall(r"\{(\w+)\}", told[rule][name])) == set(places(template)), (rule, name)
            assert not re.search("[a-z]{2,} [a-z]{2,} [a-z]{2,}", told[rule][name]), "English is left in it"


@pytest.mark.parametrize(
    ("module", "shape", "message", "fix"),
    [
        (
            nn.Conv2d(1, 8, 3, stride=3),
            (1, 7, 7),
            "3×3 窗口、步长 3，作用在 7×7 的特征图上：第 6 行和第 6 列从未被读取，占特征图的 26.5%。",
            "设 padding=1，或让这里的特征图大小为 6 或 9。",
        ),
        (
            nn.Conv2d(1, 8, 3, stride=4),
            (1, 20, 20),
            "3×3 窗口、步长 4，作用在 20×20 的特征图上：5 行（第 3、7、…、19 行）"
            "和 5 列（第 3、7、…、19 列）从未被读取，占特征图的 43.8%。",
            "让核不小于步长（4），或先按步长做平均池化。",
        ),
        (
            nn.Conv1d(1, 8, 5, stride=2),
            (1, 3),
            "1×3 的特征图在这里得不到任何输出：(3 − 5)/2 + 1 = 0。",
            "网络输入至少为 5，或减小该层之前的步长、少做池化。",
        ),
    ],
)
def test_a_sentence_reads_as_it_should(
    opened: Callable[..., Any], module: nn.Module, shape: tuple[int, ...], message: str, fix: str
) -> None:
    """Facts in their places, sentences within sentences too."""
    (found,) = check(module, shape).findings
    assert opened().page.evaluate(SAID, finding(found)) == [message, fix]


def test_why_a_network_fails_is_told_in_chinese(opened: Callable[..., Any]) -> None:
    """The layer, what it got and what would fit; what torch says is quoted, and what has no Chinese as well."""
    with pytest.raises(ShapesDoNotFit) as caught:
        trace(nn.Sequential(nn.Flatten(), nn.Linear(12, 4)), (1, 3, 3))
    error = caught.value
    texts = opened().page.evaluate(REASONS, [[error.problem, error.fix, "it is so"], [*error.told(), None]])
    assert texts[0].startswith("1 层（linear") and "需要 12 个特征，得到的却是 9 个；它的输入为 9" in texts[0]
    assert texts[1:] == ["可以改为：in_features=9。", "“it is so”"]
