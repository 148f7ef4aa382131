"""The composition root and the terminal."""
