"""Checkov as an evaluator: all of its checks, in an environment and a process of its own."""
