"""AWS through its APIs."""
