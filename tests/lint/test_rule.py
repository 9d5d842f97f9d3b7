"""What holds of every rule that is listed: its name, its page, its code, its family, and its own example."""

import re
from pathlib import Path

import pytest
import torch
from torch import nn

from convscope.errors import UnknownName
from convscope.lint import RULES, Rule, check, rule_named, rules

FOLDER = Path(rules.__file__).parent
SIZES = {"G001": (1, 16, 16), "G002": (1, 7, 7), "S001": (3, 16, 16)}  # on which a rule's example has its fault

every_rule = pytest.mark.parametrize("rule", RULES, ids=[rule.name for rule in RULES])


def file_of(rule: Rule) -> Path:
    return FOLDER / Path(*rule.find.__module__.split(".")[-2:]).with_suffix(".py")


@every_rule
def test_the_name_is_the_files(rule: Rule) -> None:
    """A rule is named as its file, with dashes."""
    assert file_of(rule).is_file()
    assert rule.name == file_of(rule).stem.replace("_", "-")


@every_rule
def test_the_code_begins_with_its_family(rule: Rule) -> None:
    """A rule lies in a family's folder, and its code is the family's letter and three digits."""
    assert re.fullmatch(r"[A-Z]\d{3}", rule.code)
    assert rule.code[0] == file_of(rule).parent.name[0].upper()


@every_rule
def test_the_page_has_its_four_parts(rule: Rule) -> None:
    """A page is one sentence and four parts, none of them empty, in this order."""
    parts = re.split(r"^## ", rule.page, flags=re.MULTILINE)
    assert [part.partition("\n")[0] for part in parts[1:]] == [
        "What it does",
        "Why it hurts",
        "Example",
        "Use instead",
    ]
    assert rule.summary.endswith(".") and len(rule.summary) <= 120
    assert all(len(part.partition("\n")[2].strip()) > 40 for part in parts[1:])


@every_rule
def test_the_pages_example_has_the_fault_and_its_cure_has_not(rule: Rule) -> None:
    """The code under Example is found at fault by the rule, and the code under Use instead by no rule at all."""
    example, cure = re.findall(r"```python\n(.*?)```", rule.page, flags=re.DOTALL)
    faulty, sound = (eval(code.partition("#")[0], {"nn": nn, "torch": torch}) for code in (example, cure))
    assert rule.name in [finding.name for finding in check(faulty, SIZES[rule.code]).findings]
    assert check(sound, SIZES[rule.code]).findings == ()


def test_codes_and_names_are_unique() -> None:
    """No two rules share a code or a name."""
    assert len({rule.code for rule in RULES}) == len({rule.name for rule in RULES}) == len(RULES)


def test_every_rule_file_is_listed() -> None:
    """Each file under a family's folder is a rule in RULES, so none is forgotten."""
    files = {path for path in FOLDER.glob("*/*.py") if path.name != "__init__.py"}
    assert files == {file_of(rule) for rule in RULES}


@every_rule
def test_a_rule_answers_to_name_and_code(rule: Rule) -> None:
    """A rule is looked up by its name or its code, in any case."""
    assert rule_named(rule.name) is rule_named(rule.code.lower()) is rule_named(rule.code) is rule


def test_an_unknown_rule_is_answered_with_the_nearest() -> None:
    """A misspelt rule is answered with the nearest known one."""
    with pytest.raises(UnknownName, match="did you mean 'wasted-bias'"):
        rule_named("waste-bias")
