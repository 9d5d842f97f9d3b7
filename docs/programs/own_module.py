# own_module.py: a network that was trained elsewhere and is in memory
import torchvision

import convscope as cs

module = torchvision.models.squeezenet1_1(num_classes=2)  # with your weights: module.load_state_dict(…)
model = cs.load(
    module,
    input_shape=(3, 64, 64),
    classes=["cat", "dog"],
    resize="crop",
    mean=(0.485, 0.456, 0.406),
    std=(0.229, 0.224, 0.225),
)
for one in cs.predict(model, "new"):
    print(one.path, one.answer)
print(cs.ship.onnx(model, "mine.onnx").sentence)
