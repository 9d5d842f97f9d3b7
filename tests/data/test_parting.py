"""Cutting pictures into two parts."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from convscope.data.parting import cut

CLASSES = st.lists(st.sampled_from("abc"), min_size=1, max_size=60)


@given(CLASSES, st.data())
def test_groups_stay_together_and_classes_keep_their_share(classes: list[str], data: st.DataObject) -> None:
    """No group is on both sides; of each class no more is taken than its share, rounded, and one at the least."""
    order = data.draw(st.permutations(range(len(classes))))
    groups = [tuple(sorted(order[start : start + 2])) for start in range(0, len(order) // 2, 2)]
    chosen = set(cut(np.arange(len(classes)), classes, groups, share=0.2).tolist())
    assert all(len(chosen.intersection(group)) in (0, len(group)) for group in groups)
    assert len(chosen) <= sum(max(1, round(0.2 * classes.count(name)) + 1) for name in set(classes)) + len(groups)


def test_without_groups_each_class_gives_its_share() -> None:
    """A fifth of 50, of 10, and none of a class of one."""
    classes = ["a"] * 50 + ["b"] * 10 + ["c"]
    chosen = cut(np.arange(61), classes, [], share=0.2)
    assert [sum(classes[index] == name for index in chosen) for name in "abc"] == [10, 2, 0]


def test_it_is_the_same_every_time_and_only_of_what_was_given() -> None:
    """Whatever else happened to random numbers."""
    first = cut(np.arange(10, 60), ["a"] * 60, [(1, 12)], share=0.2)
    np.random.default_rng(7).random(100)
    assert np.array_equal(first, cut(np.arange(10, 60), ["a"] * 60, [(1, 12)], share=0.2))
    assert first.min() >= 10 and len(first) == 10
