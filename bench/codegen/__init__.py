"""What exporting, generating, type-checking, editing and bundling the code for many functions costs."""
