"""What judges resources by external rules."""
