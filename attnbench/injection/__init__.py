"""Put modules into a network, and take them out again."""
