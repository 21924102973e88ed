"""What a network costs: sizes counted, time measured."""
