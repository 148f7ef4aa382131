"""Findings of comparisons: their rules, how they are made, what they have in common, how they are closed."""
