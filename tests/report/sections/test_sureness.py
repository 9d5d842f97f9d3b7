"""How sure a run is."""

from convscope.data import Dataset
from convscope.look import calibration
from convscope.report import Curves, Facts, Prose
from convscope.report.sections import sureness
from convscope.runs import Run


def test_the_error_and_two_drawings(run: Run, digits: Dataset, several_run: Run, several: Dataset) -> None:
    """Of one label and of several, with the formula's source."""
    for one, data in ((run, digits), (several_run, several)):
        facts, curves, prose = sureness(one, data).blocks
        assert isinstance(facts, Facts) and isinstance(curves, Curves) and isinstance(prose, Prose)
        assert facts.facts[0][0] == f"{calibration(one, data).error:.2%}"
        assert len(curves.drawings) == 2 and "2017" in prose.text
