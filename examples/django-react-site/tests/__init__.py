"""The task board's rules, what they cost, and what becomes fresh."""
