"""Cut pictures into two parts by a fixed seed, so that equal ones stay on one side and each class keeps its share."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from convscope.data.dataset import Indices
from convscope.errors import ConvscopeError

TEST_SHARE, VALIDATION_SHARE = 0.2, 0.15
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


def parted(
    parts: Sequence[str], strata: Sequence[str], groups: Sequence[Sequence[int]]
) -> tuple[Indices, Indices | None, list[str]]:
    """Give the test pictures, those for validation where they are fixed, and what there is to say of both.

    ``parts`` are those the pictures are in, empty for none. Without a test part a fifth is set aside, with pictures
    that are there twice on one side; these make the validation part a fixed one, too. Raises `ConvscopeError` where
    nothing is left to train on.
    """
    named = np.array([part or "train" for part in parts])
    test, validation, train = (np.flatnonzero(named == part) for part in ("test", "validation", "train"))
    told: list[str] = []
    if not train.size:
        raise ConvscopeError("there is no picture to train on", fix="add a part train/")
    if not test.size:
        test = cut(train, strata, groups, share=TEST_SHARE)
        train = np.setdiff1d(train, test)
        told.append(f"no test part: {len(test):,} pictures were set aside as one, by a fixed seed")
    here = set(train.tolist())
    if not validation.size and any(len(here.intersection(group)) > 1 for group in groups):
        validation = cut(train, strata, groups, share=VALIDATION_SHARE)
        told.append(
            f"pictures are there twice, and stay on one side: {len(validation):,} are for validation, by a fixed seed"
        )
    return test, validation if validation.size else None, told
