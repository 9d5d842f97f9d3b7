"""The page Ship: the opened network made to run elsewhere, and held against what was made, layer by layer.

In: the model that the command line opened. Out: files to save, what each takes and how far it is off, and the
comparison. Start at `answers.py`; the work is the verb ``ship`` in a process of its own (`workshop.py`).
"""
