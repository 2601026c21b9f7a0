"""Lines broken on purpose, one at a time: each has to make some test fail."""
