"""Trains a small network until it has learned a line, and keeps it in a file."""

import torch

torch.manual_seed(1)
x = torch.linspace(-1, 1, 64).unsqueeze(1)
y = 3 * x + 1
model = torch.nn.Sequential(torch.nn.Linear(1, 8), torch.nn.ReLU(), torch.nn.Linear(8, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
for step in range(200):
    loss = torch.nn.functional.mse_loss(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
assert loss.item() < 0.05, loss.item()

torch.save(model.state_dict(), "model.pt")
model.load_state_dict(torch.load("model.pt"))
print(f"torch {torch.__version__}, CUDA {torch.cuda.is_available()}")
print(f"loss below 0.05 after {step + 1} steps: {loss.item():.4f}")
