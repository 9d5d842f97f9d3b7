"""One network a file, as a plain `torch.nn.Module`, with its paper, its year and what it taught the field."""
