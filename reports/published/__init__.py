"""Results that were published, and the figures that give them."""
