"""Lists of the controls of frameworks, as data."""
