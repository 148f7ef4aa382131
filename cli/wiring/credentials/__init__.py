"""What proves who we are and who signs: references, keys, what seals evidence, and when none of it is used."""
