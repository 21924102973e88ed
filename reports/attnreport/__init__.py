"""Records of what was measured, and the tables and pages made from them. Never imports torch."""
