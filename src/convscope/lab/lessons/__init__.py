"""Lessons: Markdown that a teacher can edit, with live figures, and numbers that are computed while the page loads.

In: files ``en/NN-name.md`` and ``zh/NN-name.md``, ours or a teacher's. Out: what the page Learn shows of each.
Start at `lesson.py`, which says how a lesson is written; `numbers.py` has what ``{{ … }}`` may call, `figures.py` which
figures there are, `answers.py` what these ask while they are on screen.
"""
