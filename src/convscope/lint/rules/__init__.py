"""Every rule, one file each, by family: `geometry`, `sampling`, `structure`, `cost`, `deployment`.

In: a `Network`. Out: `Fault`s. To add a rule, write ``rules/<family>/<fault>.py`` with a docstring that is its page and
a `Rule` named ``RULE``, and list it in its family; shared tests enrol it.
"""

from convscope.errors import UnknownName
from convscope.lint.rule import SETS, Rule
from convscope.lint.rules import cost, deployment, geometry, sampling, structure
from convscope.lint.settings import Settings

LETTERS = {"geometry": "G", "sampling": "A", "structure": "S", "cost": "C", "deployment": "D"}  # sampling: aliasing
RULES: tuple[Rule, ...] = (
    *geometry.RULES,
    *sampling.RULES,
    *structure.RULES,
    *cost.RULES,
    *deployment.RULES,
)


def rule_named(name: str) -> Rule:
    """Return the rule of that name or code; `UnknownName` where there is none."""
    for rule in RULES:
        if name.lower() in (rule.name, rule.code.lower()):
            return rule
    raise UnknownName("rule", name, [rule.name for rule in RULES])


def chosen(settings: Settings) -> tuple[Rule, ...]:
    """Return the rules that the settings ask for; `UnknownName` for a word that means none.

    >>> [rule.name for rule in chosen(Settings(select=("wasted-bias", "g001")))]
    ['output-too-small', 'wasted-bias']
    """
    for word in (*settings.select, *settings.ignore):
        if word.lower() not in ("all", *LETTERS, *SETS):
            rule_named(word)
    return tuple(rule for rule in RULES if rule.runs(settings))
