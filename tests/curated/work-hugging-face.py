"""One training step of a tiny language model that is made here, on a data set that is made here."""

import torch
from accelerate import Accelerator
from datasets import Dataset
from transformers import GPT2Config, GPT2LMHeadModel

torch.manual_seed(1)
rows = Dataset.from_dict({"input_ids": [[i % 50 for i in range(start, start + 16)] for start in range(8)]})
loader = torch.utils.data.DataLoader(rows.with_format("torch"), batch_size=4)
model = GPT2LMHeadModel(GPT2Config(vocab_size=50, n_positions=32, n_embd=32, n_layer=2, n_head=2))
optimizer = torch.optim.AdamW(model.parameters(), lr=0.01)
accelerator = Accelerator()
model, optimizer, loader = accelerator.prepare(model, optimizer, loader)
losses = []
for epoch in range(5):
    for batch in loader:
        loss = model(input_ids=batch["input_ids"], labels=batch["input_ids"]).loss
        accelerator.backward(loss)
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
assert losses[-1] < losses[0], losses
text = model.generate(torch.tensor([[1, 2, 3]], device=accelerator.device), max_new_tokens=4, do_sample=False, pad_token_id=0)
print(f"loss fell in {len(losses)} training steps, {text.shape[1]} tokens generated on {accelerator.device.type}")
