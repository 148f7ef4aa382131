"""Everything that judges by external rules."""
