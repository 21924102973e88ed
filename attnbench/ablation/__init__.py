"""What is varied of a module or around it, and which rows that makes."""
