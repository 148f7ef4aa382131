"""Tests: those that ran, those that failed, and those that did not run."""
