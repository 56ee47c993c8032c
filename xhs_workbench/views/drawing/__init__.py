"""How numbers, tables and charts are drawn, whatever they are about."""
