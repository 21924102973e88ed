"""What all tests share."""

import torch

# Small tensors on a few cores: a second thread costs more than it gives, beside a busy neighbour
# most of all.
torch.set_num_threads(1)
