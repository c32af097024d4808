#!/usr/bin/env python3
"""The LeNet-5 of `dl train --model lenet5` in PyTorch: same layers, data, split, optimizer, schedule and batches of the same size.

    python3 bench/lenet_torch.py --data MNIST_FOLDER [--seeds 1,2,3] [--threads N] [--epochs N] [--batch 64] [--rate 0.002] [--final-rate 0.01] [--decay 0.1]

Prints a line of JSON for each seed: the accuracy on the test set, read once with the parameters of the epoch of the lowest validation loss, the time to the first epoch
whose validation accuracy is at least 99 %, and the time of all. Beside it: `bench/accuracy DATA RUNS lenet5 lenet5-torch`, which trains both.
"""
import argparse, copy, gzip, json, math, os, time
import numpy as np
import torch
from torch import nn


def read(folder, name):
    path = os.path.join(folder, name)
    with (gzip.open(path + ".gz") if os.path.exists(path + ".gz") else open(path, "rb")) as file:
        raw = file.read()
    axes = np.frombuffer(raw, ">i4", raw[3], 4)
    return np.frombuffer(raw, np.uint8, -1, 4 + 4 * raw[3]).reshape(axes)


def data(folder, part):
    images = torch.from_numpy(read(folder, f"{part}-images-idx3-ubyte").astype(np.float32) / 255).unsqueeze(1)
    return images, torch.from_numpy(read(folder, f"{part}-labels-idx1-ubyte").astype(np.int64))


class LeNet5(nn.Sequential):
    def __init__(self):
        super().__init__(
            nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10))
        # The starts of Dl: He normal before a ReLU, Glorot uniform at the end, biases zero.
        for layer in self:
            if isinstance(layer, (nn.Conv2d, nn.Linear)):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu") if layer is not self[-1] else nn.init.xavier_uniform_(layer.weight)
                nn.init.zeros_(layer.bias)


def evaluate(model, images, labels):
    model.eval()
    with torch.no_grad():
        outputs = torch.cat([model(chunk) for chunk in images.split(1000)])
    model.train()
    return nn.functional.cross_entropy(outputs, labels).item(), (outputs.argmax(1) == labels).float().mean().item()


def run(options, seed, training, test):
    torch.manual_seed(seed)
    images, labels = training
    # A twelfth of each class is held out, as dl train does.
    held = torch.cat([(where := torch.nonzero(labels == k)[:, 0])[torch.randperm(len(where))[:round(len(where) / 12)]] for k in range(10)])
    mask = torch.ones(len(labels), dtype=torch.bool)
    mask[held] = False
    learn, validation = (images[mask], labels[mask]), (images[held], labels[held])
    model = LeNet5()
    # Decoupled decay of kernels and matrices, not of biases; half a wave from the rate in the first epoch to its share in the last.
    weights, biases = [[p for p in model.parameters() if (p.dim() > 1) == heavy] for heavy in (True, False)]
    optimizer = torch.optim.AdamW([{"params": weights, "weight_decay": options.decay}, {"params": biases, "weight_decay": 0.0}], lr=options.rate)
    way = max(1, options.epochs - 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda epoch: options.final_rate + (1 - options.final_rate) * (1 + math.cos(math.pi * min(1, epoch / way))) / 2)
    best, reached, began = (float("inf"), None), None, time.perf_counter()
    for _ in range(options.epochs):
        order = torch.randperm(len(learn[1]))
        for rows in order.split(options.batch):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(learn[0][rows]), learn[1][rows]).backward()
            optimizer.step()
        schedule.step()
        loss, accuracy = evaluate(model, *validation)
        if reached is None and accuracy >= 0.99:
            reached = time.perf_counter() - began
        if loss < best[0]:
            best = (loss, copy.deepcopy(model.state_dict()))
    seconds = time.perf_counter() - began
    model.load_state_dict(best[1])
    return {"seed": seed, "test_accuracy": round(evaluate(model, *test)[1], 4), "seconds_to_99": reached and round(reached, 2), "seconds": round(seconds, 2)}


parser = argparse.ArgumentParser()
parser.add_argument("--data", required=True)
parser.add_argument("--seeds", default="1,2,3")
parser.add_argument("--threads", type=int, default=os.cpu_count())
parser.add_argument("--epochs", type=int, default=15)
parser.add_argument("--batch", type=int, default=64)
parser.add_argument("--rate", type=float, default=0.002)
parser.add_argument("--final-rate", type=float, default=0.01)
parser.add_argument("--decay", type=float, default=0.1)
options = parser.parse_args()
torch.set_num_threads(options.threads)
training, test = data(options.data, "train"), data(options.data, "t10k")
for seed in options.seeds.split(","):
    print(json.dumps(run(options, int(seed), training, test)), flush=True)
