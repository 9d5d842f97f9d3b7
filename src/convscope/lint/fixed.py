"""Apply what findings say to change, all together, and say what is gained and what is left."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from convscope.errors import ConvscopeError
from convscope.saying import Said, Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convscope.lint.finding import Finding
    from convscope.lint.patch import Patch
    from convscope.lint.report import Report
    from convscope.network.amend import Amended
    from convscope.network.changes import Argument, Change

ROUNDS = 4  # what a fix uncovers is fixed as well, and what that uncovers
Key = tuple[str, str]  # a rule's code and a layer
WORDS = Words(
    changed_already="another fix has changed that layer already",
    finding_stays="changed so, the finding stays",
    fix_brings="changed so, it would bring {name} at {layer}",
    fix_does_not_fit="changed so, it does not fit: {why}",
    of_the_design="what to do is a choice of the design",
    in_what_is_added="it is in what a fix has added",
)


@dataclass(frozen=True)
class Applied:
    """A finding and its changes, by the names of the network as it came."""

    finding: Finding
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Left:
    """A finding that stays, and why."""

    finding: Finding
    said: Said | str

    @property
    def why(self) -> str:
        """The reason in English."""
        return str(self.said)

    def told(self) -> dict[str, object] | None:
        """The reason for other languages; None where it is a text alone."""
        return self.said.told() if isinstance(self.said, Said) else None


@dataclass(frozen=True)
class Fixed:
    """A report before and after its fixes.

    ``applied`` are the findings that were mended; ``followed`` what these changes needed: layers behind that take
    another number of channels now. ``left`` are those that were not, each with the reason.
    """

    before: Report
    after: Report
    applied: tuple[Applied, ...]
    followed: tuple[Argument, ...]
    left: tuple[Left, ...]

    @property
    def changes(self) -> tuple[Change, ...]:
        """All changes, each once, by the names of the network as it came."""
        own = [change for one in self.applied for change in one.changes]
        return tuple(dict.fromkeys((*own, *self.followed)))

    @property
    def gained(self) -> str:
        """What it comes to, before → after: parameters, MACs, bytes of activations at once, findings."""
        before, after = _figures(self.before), _figures(self.after)
        return "; ".join(_step(name, before[name], after[name]) for name in before if name in after)

    def patch(self) -> Patch:
        """Write what was mended into the source that made the network, as a unified diff; no file is touched."""
        from convscope.lint.patch import patch

        return patch(self)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON: the report after, and what was done."""
        from convscope.network.changes import as_dict

        def told(finding: Finding) -> dict[str, str]:
            return {"name": finding.name, "layer": finding.layer}

        before, after = _figures(self.before), _figures(self.after)
        return {
            **self.after.as_dict(),
            "gained": {name: [before[name], after[name]] for name in before if name in after},
            "applied": [{**told(one.finding), "changes": list(map(as_dict, one.changes))} for one in self.applied],
            "followed": list(map(as_dict, self.followed)),
            "left": [{**told(one.finding), "why": one.why} for one in self.left],
        }


def fixed(report: Report) -> Fixed:
    """Apply the changes of all findings; where together they do not fit, one after the other, worst first.

    A fix is taken only where its finding goes away and none comes that was not there, or can be mended in turn.
    """
    if not report.network.answers:
        larger = _larger(report)
        if larger is not None:
            return larger
    trial = _Trial(report, (), report, (), {layer.name: layer.name for layer in report.network})
    refused: dict[Key, Said | str] = {}
    for _ in range(ROUNDS):
        open_ = [one for one in trial.todo() if _key(one.finding) not in refused]
        taken = [one for one in open_ if not _apart(trial.applied, [one])]
        refused |= {_key(one.finding): WORDS.say("changed_already") for one in taken}
        open_ = [one for one in open_ if one not in taken]
        if not open_:
            break
        together = _settled(trial, _apart(trial.applied, open_))
        if together is not None:
            trial = together
            continue
        for one in open_:
            if not _apart(trial.applied, [one]):
                refused[_key(one.finding)] = WORDS.say("changed_already")
                continue
            try:
                next_ = _settled(trial, [one], telling=True)
            except ConvscopeError as error:
                refused[_key(one.finding)] = str(error) if error.fix else error.said[0]
                continue
            assert next_ is not None
            trial = next_
    left = [Left(finding, refused.get(trial.key(finding), _why(finding))) for finding in trial.report.each()]
    return Fixed(report, trial.report, trial.applied, trial.followed, tuple(left))


def _larger(report: Report) -> Fixed | None:
    """Of a network that shrinks to nothing: feed it what it needs, then mend what is found there."""
    from convscope.lint.check import check
    from convscope.network.changes import InputSize

    for finding in report.each():
        size = next((change.size for change in finding.changes if isinstance(change, InputSize)), None)
        if size is None or report.network.again is None:
            continue
        try:
            whole = check(report.network.again(size), settings=report.settings)
        except ConvscopeError:
            continue  # what is behind does not take it
        rest = fixed(whole)
        return Fixed(report, rest.after, (Applied(finding, finding.changes), *rest.applied), rest.followed, rest.left)
    return None


@dataclass(frozen=True)
class _Trial:
    """A state on the way: what is applied, the report of it, and what its layers were called before."""

    first: Report
    applied: tuple[Applied, ...]
    report: Report
    followed: tuple[Argument, ...]
    origins: dict[str, str]

    def key(self, finding: Finding) -> Key:
        return finding.code, self.origins.get(finding.layer, f"+{finding.layer}")

    def keys(self) -> set[Key]:
        return {self.key(finding) for finding in self.report.each()}

    def todo(self) -> list[Applied]:
        """Findings with changes, by the names of the network as it came; none of layers that a fix has added."""
        found = []
        for finding in self.report.each():
            renamed = [_renamed(change, self.origins) for change in finding.changes]
            known = all(change is not None for change in renamed)
            if renamed and known:
                origin = self.origins.get(finding.layer, finding.layer)
                found.append(Applied(replace(finding, layer=origin), tuple(c for c in renamed if c is not None)))
        return found

    def plus(self, more: Sequence[Applied]) -> _Trial:
        """Apply more; raises what `amended` raises."""
        from convscope.lint.check import check
        from convscope.network.amend import amended

        applied = (*self.applied, *more)
        changes = dict.fromkeys(change for one in applied for change in one.changes)
        found: Amended = amended(self.first.network, changes)
        names = zip(found.network.layers, found.origins, strict=True)
        origins = {layer.name: origin for layer, origin in names if origin is not None}
        report = check(found.network, settings=self.first.settings)
        return _Trial(self.first, applied, report, found.followed, origins)


def _settled(trial: _Trial, more: Sequence[Applied], *, telling: bool = False) -> _Trial | None:
    """Apply more, and what that uncovers, until it is clean; None, or with ``telling`` a `ConvscopeError`, if not."""
    before, mended = trial.keys(), {_key(one.finding) for one in more}
    try:
        now = trial.plus(more)
        for _ in range(ROUNDS):
            new = now.keys() - before
            if not new or (now.keys() & mended):
                break
            uncovered = _apart(now.applied, [one for one in now.todo() if _key(one.finding) in new])
            if not uncovered:
                break
            now = now.plus(uncovered)
    except ConvscopeError as error:
        if telling:
            raise ConvscopeError(WORDS.say("fix_does_not_fit", why=str(error))) from error
        return None
    stays, new = now.keys() & mended, now.keys() - before
    if not stays and not new:
        return now
    if telling:
        rest = [finding for finding in now.report.each() if now.key(finding) in (stays or new)]
        brings = WORDS.say("fix_brings", name=rest[0].name, layer=rest[0].layer)
        raise ConvscopeError(WORDS.say("finding_stays") if stays else brings)
    return None


def _apart(done: Sequence[Applied], more: Sequence[Applied]) -> list[Applied]:
    """Leave out what cannot go with the rest: of two that put something in one layer's place the first is kept."""
    changes = [change for one in done for change in one.changes]
    found = []
    for one in more:
        if not any(_clash(change, other) for change in one.changes for other in changes):
            found.append(one)
            changes += one.changes
    return found


def _clash(one: Change, two: Change) -> bool:
    from convscope.network.changes import Argument, Around, InputSize

    if one == two:
        return False
    if isinstance(one, InputSize) or isinstance(two, InputSize):
        return isinstance(one, InputSize) and isinstance(two, InputSize)
    if not isinstance(one, Argument | Around) or not isinstance(two, Argument | Around) or one.layer != two.layer:
        return False
    if isinstance(one, Argument) and isinstance(two, Argument):
        return one.argument == two.argument
    return any(isinstance(change, Around) and not change.kept for change in (one, two))


def _renamed(change: Change, origins: dict[str, str]) -> Change | None:
    from convscope.network.changes import Argument, Around

    if not isinstance(change, Argument | Around):
        return change
    name = origins.get(change.layer)
    return None if name is None else replace(change, layer=name)


def _key(finding: Finding) -> Key:
    return finding.code, finding.layer


def _why(finding: Finding) -> Said:
    return WORDS.say("in_what_is_added" if finding.changes else "of_the_design")


def _figures(report: Report) -> dict[str, int]:
    network = report.network
    figures = {"parameters": network.parameters}
    if network.answers:  # one that stopped half-way has no sums
        figures |= {"MACs": network.macs, "bytes at once": network.memory().peak}
    return {**figures, "findings": len(report.each())}


def _step(name: str, was: int, now: int) -> str:
    return f"{name} {was:,} as before" if was == now else f"{name} {was:,} → {now:,}"
