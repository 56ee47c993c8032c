"""Reports on their way to the client: written whole to their folder, recorded, checked once more, packed."""
