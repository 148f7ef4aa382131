"""Frameworks: their controls, and what evidence there is for each."""
