"""What the cache promises: a model in all its orders, the code in random ones, and processes that die."""
