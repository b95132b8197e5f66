"""The stages of an item's way, one module each: what a job does with its batch of ids."""
