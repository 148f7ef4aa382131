"""The machinery that reads what a service module declares."""
