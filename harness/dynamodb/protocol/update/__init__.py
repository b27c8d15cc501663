"""What an UpdateItem names: the paths that it changes, and whether it writes anything."""
