"""What the kernel costs with 10,000 entries, against TanStack's query-core."""
