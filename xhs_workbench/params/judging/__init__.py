"""What is refused of parameters beyond their types: truth for a number, wishes against each other, what a draft does without."""
