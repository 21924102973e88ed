"""Training runs in the trackers that people use: TensorBoard, Weights & Biases, MLflow."""
