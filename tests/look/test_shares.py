"""Answers as shares of one."""

import torch

from convscope.look.shares import shares_of


def test_logits_become_shares() -> None:
    """By softmax, in double precision, each row by itself."""
    logits = torch.tensor([[1.0, 2.0], [-3.0, 0.5]])
    assert torch.equal(shares_of(logits), logits.double().softmax(1))


def test_shares_stay_as_they_are() -> None:
    """A second softmax would make all of them alike: 1 and 0 would become 0.73 and 0.27."""
    shares = torch.tensor([[0.9, 0.1, 0.0], [0.2, 0.2, 0.6]])
    assert torch.allclose(shares_of(shares), shares.double())


def test_what_only_looks_like_shares_is_not_taken_for_them() -> None:
    """One row that does not add up to 1, or a number below 0, and all are logits."""
    for logits in (torch.tensor([[0.5, 0.5], [0.5, 0.6]]), torch.tensor([[1.5, -0.5]])):
        assert torch.equal(shares_of(logits), logits.double().softmax(1))


def test_each_of_several_labels_has_a_share_of_its_own() -> None:
    """The sigmoid of each logit, whatever the others are."""
    logits = torch.tensor([[0.0, 2.0, -2.0]])
    assert torch.equal(shares_of(logits, several=True), logits.double().sigmoid())
