"""Files brought from their publishers: `run` is a whole fetch, every other module a part of the way."""
