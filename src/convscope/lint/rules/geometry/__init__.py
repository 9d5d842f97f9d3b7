"""Faults of sizes: windows, strides and padding against the maps they slide over."""
