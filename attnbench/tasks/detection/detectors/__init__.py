"""Detection: networks that find objects, their losses and scores."""
