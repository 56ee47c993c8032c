"""What became of every row: merged, doubted, contradicted, linked to people; and the checks over whole tables."""
