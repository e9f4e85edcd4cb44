"""What follows from the facts alone: no input, no clock, no chance of its own."""
