"""What reports show, once and counted once."""
