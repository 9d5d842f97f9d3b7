"""Faults of order: what stands before or behind what."""
