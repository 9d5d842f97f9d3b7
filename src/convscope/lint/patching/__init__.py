"""Write changes of a network into the source that made it, where the code says it plainly.

In: changes, and the file and line of each layer. Out: the source as it would be, and what could not be written, with
the reason. Start at `desk.py`, which places every change; `source.py` is one file's text and its cuts, `spelling.py`
finds the calls, `rewriting.py` and `surrounding.py` write them anew, `files.py` reads files and makes hunks.
"""
