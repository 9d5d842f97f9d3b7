"""How a run's weights came about."""

from convscope.loading import load
from convscope.report import Charts, Prose, Tiles
from convscope.report.sections import figures, first_kernels
from convscope.report.sections.weights import moments
from convscope.runs import Run


def test_a_few_early_moments_are_chosen() -> None:
    """Before training, then early epochs; of a short history what there is."""
    assert moments([0, 2, 5, 8, 10, 12, 15]) == [0, 2, 5, 10]
    assert moments([0, 1]) == [0, 1]


def test_kernels_stand_on_one_scale_and_end_with_those_that_were_kept(run: Run) -> None:
    """From before training; how far they moved is what the weights say."""
    section = first_kernels(run, load(str(run.folder)))
    assert section is not None
    tiles = [block for block in section.blocks if isinstance(block, Tiles)]
    assert tiles[0].title == "before training" and tiles[-1].title.endswith("the weights that were kept")
    assert len({block.view.range for block in tiles}) == 1
    moved = (run.weights()["conv1.weight"] - run.history()[0]["conv1.weight"]).abs().mean()
    assert isinstance(section.blocks[0], Prose) and f"moved by {moved:.2g} on average" in section.blocks[0].text


def test_every_weight_and_bias_has_its_chart(run: Run) -> None:
    """With its norm before and after."""
    section = figures(run)
    assert section is not None
    charts = section.blocks[-1]
    assert isinstance(charts, Charts)
    assert [name for name, _, _ in charts.charts] == list(run.statistics().names)
    norm = run.statistics().of("conv1.weight", "norm")
    assert f"norm {norm[0]:.2g} → {norm[-1]:.2g}" in charts.charts[0][2]
