"""What the page Apply asks: a scene, its labels, and the work that makes them.

In: the scene and the labels that the command line named. Out: tiles as the page pans and zooms, areas, and how far a
segmentation is. Start at `answers.py`; `scenery.py` holds what is open, `tiles.py` cuts it, `work.py` runs the command.
"""
