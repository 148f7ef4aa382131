"""Performance: load tests against limits, and against an earlier version."""
