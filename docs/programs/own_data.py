# own_data.py: pictures that lie in no folder, from any torch Dataset
import torch
from torch.utils.data import TensorDataset

import convscope as cs
from convscope.data import dataset_from

pictures = torch.rand(60, 3, 32, 32)  # 0 to 1, before any normalisation
mine = dataset_from(TensorDataset(pictures, torch.arange(60) % 2), name="mine", classes=["cat", "dog"])
run = cs.train(mine, model="resnet20", out="runs/own", recipe={"epochs": "1"})
print(run.metrics[-1]["validation_accuracy"])
