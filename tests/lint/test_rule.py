"""What holds of every rule that is listed: its name, its page, its code, its family, and its own example."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from convscope.errors import UnknownName
from convscope.lint import RULES, Rule, Settings, check, rule_named, rules
from convscope.lint.rules import chosen

FOLDER = Path(rules.__file__).parent
# the input on which a rule's example has its fault
SIZES = {
    "output-too-small": (1, 16, 16),
    "stride-skips-pixels": (1, 7, 7),
    "padding-alone": (3, 8, 8),
    "dead-taps": (3, 8, 8),
    "input-never-read": (3, 16, 16),
    "dilation-gridding": (8, 32, 32),
    "misaligned-merge": (8, 16, 16),
    "stem-too-eager": (3, 32, 32),
    "uneven-padding": (3, 224, 224),
    "uneven-visits": (3, 16, 16),
    "unproductive-layers": (3, 16, 16),
    "field-smaller-than-input": (3, 32, 32),
    "skips-do-not-fit": (3, 15, 15),
    "transposed-checkerboard": (8, 8, 8),
    "blind-outputs": (8, 8, 8),
    "resize-skips-pixels": (3, 16, 16),
    "aliased-downsampling": (3, 17, 17),
    "wasted-bias": (3, 16, 16),
    "linear-stack": (3, 16, 16),
    "stacked-activations": (3, 16, 16),
    "softmax-inside": (3, 4, 4),
    "clipped-logits": (3, 4, 4),
    "dropout-before-norm": (3, 4, 4),
    "single-value-batch-norm": (3, 4, 4),
    "norm-of-too-few": (3, 4, 4),
    "unused-parameters": (3, 16, 16),
    "unread-output": (3, 16, 16),
    "shared-batch-norm": (3, 16, 16),
    "stacked-norms": (3, 16, 16),
    "unaligned-channels": (3, 16, 16),
    "lopsided-pointwise": (16, 8, 8),
    "many-groups": (128, 8, 8),
    "huge-fully-connected": (3, 16, 16),
    "bottleneck-would-pay": (256, 28, 28),
    "separable-would-pay": (64, 8, 8),
    "large-kernel": (64, 8, 8),
    "pointwise-before-pooling": (64, 8, 8),
    "pointwise-after-upsampling": (64, 8, 8),
    "tile-dependent-norm": (3, 16, 16),
    "tile-dependent-pooling": (3, 16, 16),
    "tile-dependent-attention": (3, 16, 16),
    "corners-aligned": (3, 16, 16),
    "resize-to-a-size": (3, 16, 16),
    "int8-unlikely-to-pay": (3, 16, 16),
    "activation-without-int8": (3, 16, 16),
    "norm-that-does-not-fold": (3, 16, 16),
    "activations-over-sram": (3, 128, 128),
    "weights-over-flash": (3, 32, 32),
    "uneven-adaptive-max-pool": (3, 7, 7),
}

# what to do about these is no change of a layer or two
OF_THE_DESIGN = {"tile-dependent-attention", "int8-unlikely-to-pay", "weights-over-flash"}

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
    assert rule.family == file_of(rule).parent.name
    assert rule.code[0] == rules.LETTERS[rule.family]


@every_rule
def test_it_says_what_asks_for_it(rule: Rule) -> None:
    """A rule of a target names targets, another none; an offer to advise is a hint."""
    assert bool(rule.targets) == (rule.when == "target")
    assert rule.when != "advise" or rule.severity == "hint"


@every_rule
def test_its_set_and_its_name_bring_it_in(rule: Rule) -> None:
    """The setting it waits for runs it, its name or code alone runs only it, and ignoring its family stops it."""
    asked = Settings(advise=True, tiles=True, deploy_for=next(iter(rule.targets), None), batch=rule.up_to_batch)
    assert (rule in chosen(asked)) == (rule.when != "select")
    assert chosen(Settings(select=(rule.name,))) == chosen(Settings(select=(rule.code.lower(),))) == (rule,)
    assert rule not in chosen(replace(asked, select=("all",), ignore=(rule.family,)))
    assert (rule in chosen(Settings())) == (rule.when == "default" and rule.up_to_batch is None)


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
    example, cure = (made(code) for code in re.findall(r"```python\n(.*?)```", rule.page, flags=re.DOTALL))
    only, also = Settings(select=(rule.name,)), Settings(select=("default", rule.name))
    found = [finding for finding in check(example, SIZES[rule.name], settings=only).each() if finding.name == rule.name]
    assert found
    for finding in found:  # what it says is made from words that are listed, and its facts
        assert (finding.message, finding.fix) == tuple(map(str, finding.said))
        assert all(rule.words.templates[one.name] == one.template for one in finding.said)
    assert check(cure, SIZES[rule.name], settings=also).findings == ()


@every_rule
def test_a_fix_makes_its_finding_go_away_and_brings_no_other(rule: Rule) -> None:
    """Applied to the page's example, what a finding's ``changes`` say ends it, and nothing new is found."""
    module = made(re.findall(r"```python\n(.*?)```", rule.page, flags=re.DOTALL)[0])
    report = check(module, SIZES[rule.name], settings=Settings(select=("default", rule.name)))
    own = [finding for finding in report.each() if finding.name == rule.name]
    if rule.name in OF_THE_DESIGN:
        assert not any(finding.changes for finding in own)
        return
    assert all(finding.changes for finding in own)
    result = report.fixed()
    assert rule.name not in [one.finding.name for one in result.left], result.left
    assert {one.finding.name for one in result.left} <= {finding.name for finding in report.each()}
    assert result.applied and all(str(change) for change in result.changes)


def made(code: str) -> nn.Module:
    """Make the module that a page shows: an expression, or a class ``Net``."""
    names: dict[str, Any] = {"nn": nn, "F": F, "torch": torch}
    if "class Net" not in code:
        return eval(code, names)  # type: ignore[no-any-return]
    exec(code, names)
    return names["Net"]()  # type: ignore[no-any-return]


def test_codes_and_names_are_unique() -> None:
    """No two rules share a code or a name."""
    assert len({rule.code for rule in RULES}) == len({rule.name for rule in RULES}) == len(RULES)


def test_a_word_that_means_no_rule_is_answered() -> None:
    """In select as in ignore: names, codes, families, sets and "all" are known, others are told."""
    assert chosen(Settings(select=("all",), batch=1)) == RULES
    assert chosen(Settings(select=("default", "wasted-bias"))) == chosen(Settings(select=("DEFAULT",)))
    with pytest.raises(UnknownName, match="did you mean 'wasted-bias'"):
        chosen(Settings(ignore=("waste-bias",)))


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
