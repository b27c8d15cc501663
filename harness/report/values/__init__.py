"""What a run adds up to, as values: what the other wings pass to each other."""
