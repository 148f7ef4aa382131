"""Renderings of a run: pure, versioned, bounded, and without a say in the decision."""
