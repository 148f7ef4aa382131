"""What policies are made of, and what checks and compiles them."""
