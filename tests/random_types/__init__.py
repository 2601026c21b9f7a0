"""Types from Python to TypeScript: what travels is what the emitted types say."""
