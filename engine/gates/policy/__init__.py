"""Policy: what was read, judged by every policy that applies."""
