"""YOLOv5's networks, written from published facts of their graphs."""
