"""What leaves the house: put in its folder whole, recorded, looked at once more, packed."""
