"""What every backend of the task board has in common."""
