"""Claim 6 measured: tiles with and without margin."""

import numpy as np

from convscope.lab.lessons.seams import seam_labels, seam_margin, seam_tile, seams


def test_the_plans_margin_is_the_least_that_changes_nothing() -> None:
    """On the photograph: thousands of labels without, none from there on; on another picture as well."""
    assert (seam_margin(), seam_tile()) == (7, 64)
    assert int(seam_labels(0).replace(",", "")) > 5000 and seam_labels(6) != "0" == seam_labels(7) == seam_labels(9)
    picture = np.random.default_rng(0).integers(0, 256, (130, 90, 1), dtype=np.uint8)
    told = [seams(picture, margin) for margin in (0, 7)]
    assert told[0]["wrong"] > 0 == told[1]["wrong"] and told[0]["of"] == 130 * 90
    assert told[0]["read"] == 1 and told[1]["read"] == (71 + 73 + 9) * (71 + 33) / (130 * 90)
