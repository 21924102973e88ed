"""The doctor: examines any attention module, and says what is wrong, what it means, what mends it."""
