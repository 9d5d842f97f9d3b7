"""A program in integers of 8 bits: ranges from pictures, the steps that have a kernel for them, the rest in float.

In: a folded `Program` and ranges of its storages. Out: a `Program` again, whose storages have grids. Start at
`rewriting.py`; `deciding.py` says which steps stay in float, `reference.py` does the integers over again in numpy.
"""
