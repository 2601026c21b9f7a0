"""The documentation, read by a program: every snippet is run, typed or parsed, every link followed."""
