"""Who is who: which resource of one side is which of the other."""
