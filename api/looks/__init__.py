"""What officials look at is recorded before it is answered, and told to whose it is."""
