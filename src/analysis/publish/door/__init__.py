"""The door: what a measure must pass before it may leave."""
