"""Run what was shipped as C."""

from pathlib import Path

import numpy as np
import pytest

from convscope.errors import ConvscopeError
from convscope.runtime.c import compiled, load_c

SUM = """#include <stdint.h>
void sum_run(const float *w, const uint8_t *p, float *s);
void sum_run(const float *w, const uint8_t *p, float *s)
{
    s[0] = w[0] * (float)(p[0] + p[1] + p[2] + p[3]);
}
"""


def test_a_library_answers_pictures_one_by_one(tmp_path: Path) -> None:
    """One that sums a picture's four bytes, and weighs them by what it is handed."""
    source = tmp_path / "sum.c"
    source.write_text(SUM)
    model = load_c(source, "sum", 1, weights=np.array([0.5], np.float32))
    np.testing.assert_array_equal(model.scores(np.full((3, 2, 2, 1), 7, np.uint8)), [[14], [14], [14]])


def test_what_does_not_compile_is_told_in_the_compilers_words(tmp_path: Path) -> None:
    """With the line."""
    (tmp_path / "bad.c").write_text("int main(void) { return x; }\n")
    with pytest.raises(ConvscopeError, match=r"does not compile bad\.c: .*bad\.c:1"):
        compiled([tmp_path / "bad.c"], tmp_path / "bad")
