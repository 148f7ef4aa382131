"""The values that flow through driftgate: frozen, typed, without behaviour that could fail."""
