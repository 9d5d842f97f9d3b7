"""Cut pictures into two parts by a fixed seed, so that equal ones stay on one side and each class keeps its share."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from convscope.data.dataset import Indices

SEED = 0  # the same for every run, whatever its seed: the test pictures must not change


def cut(indices: Indices, strata: Sequence[str], groups: Sequence[Sequence[int]], *, share: float) -> Indices:
    """Choose about ``share`` of the indices, of each stratum; of a group all or none.

    ``strata[i]`` is the class of picture i. A stratum gives at least one picture where it has groups enough that one
    can go.

    >>> cut(np.arange(8), "aaaabbbb", [(0, 1)], share=0.25).tolist()
    [3, 7]
    """
    random = np.random.default_rng(SEED)
    present = {int(index) for index in indices}
    grouped = {index: group for group in groups for index in group}
    members: dict[str, list[list[int]]] = {}
    for index in indices.tolist():
        group = [other for other in grouped.get(index, (index,)) if other in present]
        if group[0] == index:
            members.setdefault(strata[index], []).append(group)
    chosen: list[int] = []
    for stratum in sorted(members):
        units = members[stratum]
        wanted = max(1, round(share * sum(map(len, units)))) if len(units) > 1 else 0
        taken = 0
        for number in random.permutation(len(units)):
            if taken + len(units[number]) <= wanted:
                chosen += units[number]
                taken += len(units[number])
    return np.sort(np.array(chosen, dtype=np.int64))
