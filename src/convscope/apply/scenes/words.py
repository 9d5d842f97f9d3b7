"""What is said of a scene before the work, and how the work is done: sentences with facts, in every language."""

from __future__ import annotations

from convscope.saying import Words

WORDS = Words(
    whole_scene="exact: the scene goes through whole",
    tiles="exact: {count:,} tiles of {tile} pixels, margin {margin}, origins on multiples of {stride}, {worked:.2f} × "
    "the scene's pixels computed",
    margin="{top}+{bottom} rows, {left}+{right} columns",
    blended="NOT exact: {why}; windows of {tile} pixels that overlap by half are blended (Hann)",
    unproved="{way}; so by the network's description, which was not put to the test on a small scene",
    padded="{way}; padded by {down} × {across}, which the network needs",
    memory="{way}; about {megabytes:,.0f} MB of maps at once",
    random_weights="the weights are random: this network is not from a run",
    ground_unknown="the network was trained on pixels of {trained:g} m; how large the scene's are is not known",
    ground_differs="WARNING: the scene's pixels span {here:.3g} m on the ground, those of the training {trained:.3g} m"
    ": things have another size here; resample the scene first",
    rotated="the scene is rotated against its grid of coordinates: labels have the same rotation",
    south_up="the scene's first row is its southernmost: the network sees it with south up; labels have the same order",
    not_square="pixels are not square: {across:g} across, {down:g} down",
    control_points="the scene is placed by {points} control points, which the labels keep",
    scaled="the bands' own scale and offset are applied before --range",
    not_finite="pixels that are NaN or infinite count as without data",
    colour_table="the scene has a colour table: its colours enter the network",
    strips="the scene is stored in strips as wide as it is ({megabytes:,.1f} MB each): tiled, as a COG is, it is read "
    "faster",
)
