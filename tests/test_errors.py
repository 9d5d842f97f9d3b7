"""Errors: one line with what came, what was expected and how to fix it."""

import inspect

import pytest

from convscope import errors
from convscope.errors import ConvscopeError, NotTheSame, UnknownName

KINDS = [kind for _, kind in inspect.getmembers(errors, inspect.isclass)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_can_be_caught_as_one(kind: type) -> None:
    """Every class of errors.py is a ConvscopeError, so one except clause catches them all."""
    assert issubclass(kind, ConvscopeError)


def test_problem_and_fix_make_one_line() -> None:
    """The message is the problem and the fix on one line, and both are kept apart as well."""
    error = ConvscopeError("a kernel of 0 came", fix="raise it to 1")
    assert str(error) == "a kernel of 0 came; raise it to 1"
    assert (error.problem, error.fix) == ("a kernel of 0 came", "raise it to 1")


def test_a_fix_can_be_put_in_where_more_is_known() -> None:
    """The kind and the problem stay."""
    error = NotTheSame("a scene of 101×101 came")
    error.fix_with("pad it to 104×104")
    assert str(error) == "a scene of 101×101 came; pad it to 104×104"
    assert (error.problem, error.fix) == ("a scene of 101×101 came", "pad it to 104×104")


def test_no_fix_leaves_no_trailing_mark() -> None:
    """Without a fix the message is the problem alone."""
    assert str(ConvscopeError("the disk is full")) == "the disk is full"


def test_unknown_name_offers_the_nearest() -> None:
    """A misspelt name is answered with the nearest known one, and only that."""
    assert str(UnknownName("model", "lenet6", ["linear", "lenet5"])) == (
        "model 'lenet6' is not known; did you mean 'lenet5'?"
    )


def test_of_names_equally_like_it_is_the_one_that_begins_like_it() -> None:
    """Not the last in the alphabet, nor one of another block."""
    known = ["inception4e.cat", "inception4d.cat", "inception4b.cat", "inception4b.conv", "inception4a"]
    assert UnknownName("layer", "inception4b.cta", known).fix == "did you mean 'inception4b.cat'?"
    assert UnknownName("layer", "inception4f.cat", known).fix == "did you mean 'inception4e.cat'?"
    assert UnknownName("layer", "inception4", known).fix == "did you mean 'inception4a'?"


def test_unknown_name_without_a_neighbour_lists_the_known() -> None:
    """A name near to nothing is answered with all that is known."""
    assert UnknownName("rule", "zzz", ["alpha", "beta"]).fix == "known: alpha, beta"


def test_unknown_name_prefers_the_fix_it_was_given() -> None:
    """A fix of the caller's stands in for the list, but not for a near neighbour."""
    assert UnknownName("rule", "zzz", ["alpha"], fix="see the docs").fix == "see the docs"
    assert UnknownName("rule", "alpa", ["alpha"], fix="see the docs").fix == "did you mean 'alpha'?"


def test_a_long_list_is_cut_at_twelve() -> None:
    """Of more than twelve known names twelve are shown, with a sign that there are more."""
    known = [f"{number:04}" for number in range(1000, 1013)]
    assert UnknownName("layer", "zzz", known).fix == "known: " + ", ".join(known[:12]) + ", …"


def test_mistakes_exit_2_and_a_failed_comparison_exits_1() -> None:
    """The exit code is 2 for a mistake of the user's and 1 for a shipped network that answers otherwise."""
    assert UnknownName("model", "x", []).exit_code == 2
    assert NotTheSame("differs by 3").exit_code == 1
