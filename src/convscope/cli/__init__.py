"""The terminal's face of the verbs; no logic.

In: words on a command line. Out: tables, live displays, one-line errors, JSON, and an exit code. Start at `main.py`;
`commands.py` turns a verb into a command, `show.py` says how each result looks.
"""
