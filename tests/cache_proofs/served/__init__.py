"""An application whose answers are kept, on either backend, for clients that write down what they are told."""
