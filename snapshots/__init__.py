"""Everything that observes the world and freezes it."""
