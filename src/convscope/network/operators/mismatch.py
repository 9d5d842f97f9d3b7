"""What is said of arguments that cannot fit, and of what would."""

from __future__ import annotations

from convscope.saying import Words

WORDS = Words(
    features="expects {expected} features and got {got}",
    fit_features="in_features={got}",
    fit_flatten="flattening its input first: torch.flatten(x, 1)",
    dimensions="expects a map of {expected} dimensions and got {got}",
    fit_dimensions="an input of {expected} dimensions",
    axes="slides along {expected} axes and got a map of {got}",
    fit_axes="an input with {expected} axes behind its {channels} channels",
    channels="expects {expected} channels and got {got}",
    fit_channels="in_channels={got}",
    normed="normalises {expected} channels and got {got}",
    fit_normed="{argument}={got}",
    groups="cannot make {groups} groups of {channels} channels",
    fit_groups="a num_groups that divides {channels}",
    group_of_one="takes each group's mean over a single number, which leaves nothing of it",
    fit_group_of_one="fewer than {channels} groups, or the norm before the pooling that makes one place of the map",
    map_of_one="takes each channel's mean over a single place, which leaves nothing of it",
    fit_map_of_one="the norm before the pooling that makes one place of the map, or a batch norm",
    batch_of_one="takes each channel's mean over the batch and the map, here a single number",
    fit_batch_of_one="a batch of more than one picture in training",
)
