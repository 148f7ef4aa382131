"""What policies were expected to judge, and the waivers that cover what they found."""
