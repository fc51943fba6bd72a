"""What a build made, for people: a page to look at and a dataset card. No byte of a corpus depends on it."""
