"""How notes grow, how long they live, and what growth is still to come."""
