"""The composition root: which adapter implements which port. Heavy modules are imported where they are needed."""
