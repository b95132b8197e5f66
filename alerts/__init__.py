"""What is worth telling (pure decisions), and the channels that tell it."""
