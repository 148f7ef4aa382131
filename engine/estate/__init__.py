"""An estate as a whole: what depends on what, and what its things are called."""
