"""What describing, generating and type-checking many functions costs."""
