"""The page of claims: each row of the course notes, its verdict, and the numbers it rests on, measured."""

from __future__ import annotations

from collections import Counter

from convscope.lab.lessons.claims import Claim, claims

HEAD = """# Every claim of the course notes

convscope grew out of a student's notes of a lecture on convolutional networks. Notes simplify: each of their 41 claims
has a verdict here, a lesson in `convscope lab` (page *Learn*, in English and Chinese) that shows it, and numbers that
the verdict rests on. They were computed when this page was built, by the functions that lessons call; the tests compute
them again, and fail where one does not support its verdict.
"""
VERDICTS = {"true": "holds", "conditional": "holds under a condition", "false": "does not hold"}


def page() -> str:
    """Write the page."""
    rows = claims()
    counts = Counter(one.verdict for one in rows)
    true, conditional, false = (counts[verdict] for verdict in VERDICTS)
    told = f"{true} hold, {conditional} hold under a condition, {false} does not hold"
    return "\n".join([HEAD, f"Of {len(rows)} claims {told}.", "", *(_section(one) for one in rows)])


def _section(claim: Claim) -> str:
    lines = [f"## {claim.number}. {claim.said}", ""]
    lines += [f"**{VERDICTS[claim.verdict].capitalize()}.** {claim.sentence}", ""]
    lines += [f"* `{one.told}`{'' if one.holds else ': this does not support it'}" for one in claim.measured()]
    lines += ["", f"Lesson: *{claim.title}*, `/learn/{claim.lesson}` in `convscope lab`.", ""]
    return "\n".join(lines)
