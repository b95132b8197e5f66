"""What ratings a document names, what they are of, and which of them a statement means: `ratings_told`."""
