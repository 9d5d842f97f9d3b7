"""Tracks: what becomes of other views when one is written into."""

import torch

from convscope.network.tracks import Tracked, Tracks, Written


def test_an_equal_view_shows_what_was_written() -> None:
    """It comes from the layer that wrote, as the written tensor does."""
    tracks, maps = Tracks(), torch.zeros(2, 4)
    same = maps[:]
    tracks.note(Tracked(same, 0))
    tracks.note(Tracked(maps, 1))
    tracks.wrote(maps)
    assert tracks.of(same) == Tracked(same, 1)


def test_a_part_is_noted_with_its_place_and_what_was_before() -> None:
    """So that a reader of the whole depends on both."""
    tracks, maps = Tracks(), torch.zeros(2, 4)
    part = maps[:, 1:3]
    before, view = Tracked(maps, 0), Tracked(part, 1)
    tracks.note(before)
    tracks.note(view)
    tracks.wrote(part)
    assert tracks.of(maps) == Tracked(maps, 1, written=Written(before, view, (slice(0, 2), slice(1, 3))))


def test_a_tensor_from_nowhere_is_known_once_it_is_written_into() -> None:
    """Zeros, of which a part is filled."""
    tracks, maps = Tracks(), torch.zeros(2, 4)
    part = maps[0]
    view = Tracked(part, 3)
    tracks.note(view)
    tracks.wrote(part)
    assert tracks.of(maps) == Tracked(maps, 3, written=Written(None, view, (0, slice(0, 4))))


def test_all_numbers_under_another_shape_leave_nothing_of_before() -> None:
    """A flat view of the whole was written: the whole is that, in its own shape."""
    tracks, maps = Tracks(), torch.zeros(2, 4)
    flat = maps.view(8)
    view = Tracked(flat, 1)
    tracks.note(Tracked(maps, 0))
    tracks.note(view)
    tracks.wrote(flat)
    assert tracks.of(maps) == Tracked(maps, 1, written=Written(None, view, None))


def test_what_shares_nothing_stays_and_what_might_is_unclear() -> None:
    """Rows apart from the written one are as they were; columns across it are of nobody knows what."""
    tracks, maps = Tracks(), torch.zeros(2, 4)
    row, other, column = maps[0], maps[1], maps[:, 2]
    for layer, tensor in enumerate((row, other, column)):
        tracks.note(Tracked(tensor, layer))
    tracks.wrote(row)
    assert tracks.of(other) == Tracked(other, 1)
    assert tracks.of(column) == Tracked(column, 0, unclear=True)


def test_only_what_is_known_is_among() -> None:
    """Tensors that came from neither input nor parameters are left out."""
    tracks, maps = Tracks(), torch.zeros(2)
    tracks.note(Tracked(maps, 0))
    assert tracks.among([torch.zeros(2), maps]) == [Tracked(maps, 0)]
    assert tracks.of(torch.zeros(1)) is None
