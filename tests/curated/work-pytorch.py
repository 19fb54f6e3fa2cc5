"""One training step of a network for images, on whatever device there is."""

import torch
from torchvision.models import resnet18
from torchvision.transforms import v2

torch.manual_seed(1)
device = "cuda" if torch.cuda.is_available() else "cpu"
model = resnet18(num_classes=2).to(device)
images = v2.RandomHorizontalFlip()(torch.rand(4, 3, 64, 64)).to(device)
labels = torch.tensor([0, 1, 0, 1], device=device)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
before = model.fc.weight.detach().clone()
loss = torch.nn.functional.cross_entropy(model(images), labels)
loss.backward()
optimizer.step()
moved = (model.fc.weight - before).abs().max().item()
assert moved > 0, moved
print(f"torch {torch.__version__} on {device}")
print(f"one training step, loss {loss.item():.3f}, weights moved")
