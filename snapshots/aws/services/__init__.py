"""The services of AWS: their types, the calls that list them, and what is known of them, in one module each."""
