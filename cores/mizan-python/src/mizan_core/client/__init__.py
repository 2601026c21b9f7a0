"""How a function is declared: `function.client`, and what a mutation makes stale: `targets`."""
