"""Coverage: how much of what had to be looked at was looked at."""
