"""Gates: pure judgements of measurements, each a function from values to one result."""
