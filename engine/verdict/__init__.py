"""The decision: a numbered, pure, total procedure over an assessment."""
