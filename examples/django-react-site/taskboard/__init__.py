"""A team's task board."""
