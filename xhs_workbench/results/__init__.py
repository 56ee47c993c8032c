"""Step 5: what we got against plan, what moved because of it, what to do next time."""
