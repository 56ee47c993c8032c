"""What the selection's page says: the verdict, a sentence for each chapter, a card for each creator."""
