"""Recovery: restores and failovers that were really made."""
