"""The doctor: says what is wrong with an attention module, what it means, and how to fix it."""
