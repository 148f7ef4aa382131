"""The log of verdicts: its entries, the tree over them, and what it was at one time."""
