"""How well boxes of each class are found."""

from convscope.report.blocks import Facts, Table
from convscope.report.sections.boxes import boxes
from convscope.runs import Run


def test_classes_come_with_their_precision_the_worst_first(box_run: Run) -> None:
    """And the means above them."""
    facts, table, _ = boxes(box_run).blocks
    assert isinstance(facts, Facts) and facts.facts[0] == (f"{box_run.record.results['test_map_50']:.2%}", "mAP@50")
    assert isinstance(table, Table)
    shares = [float(row[1].rstrip("%")) for row in table.rows]
    assert shares == sorted(shares) and len(shares) == 2
