"""The signed, portable record of a verdict."""
