"""Partnerships as networks over time: ties, traversal, measures, layout, succession, suggestions."""
