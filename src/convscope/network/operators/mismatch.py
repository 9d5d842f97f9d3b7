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
)
