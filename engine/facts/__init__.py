"""What follows from what was read: what policy documents grant."""
