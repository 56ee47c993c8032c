"""How notes grow, how long they live, and what is still to come."""
