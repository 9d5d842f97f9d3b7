"""What the page Look asks.

In: a picture by its hash, a layer, a unit, a place. Out: plain values: columns of maps, one layer's maps, a unit's sum
and where its terms come from, slower ways of looking made by the command. Start at `answers.py`.
"""
