"""The worker processes: topic -> work -> topic. One file a worker, and the loop that they share."""
