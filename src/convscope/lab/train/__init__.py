"""The page Train: a network learns while one watches.

In: data, a network and a recipe as the page has them, and a folder of runs. Out: trainings by the command line's own
verb, a process each and one at a time, and what their runs say. Start at `answers.py`; `asked.py` turns what is asked
into a command, `shown.py` reads runs, `moments.py` computes what a run's weights made of pictures.
"""
