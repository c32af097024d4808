"""PyTorch's side of the peer table.

Started by `dotnet run -c Release --project bench -- peers`, once for each number of threads. Reads a line of JSON
{"case": NAME, "seconds": S}, times that case for about S seconds and answers {"samples": [seconds, ...]}: each
sample is the mean over at least two milliseconds of calls. A case it does not know is answered {"unknown": NAME}.
The first line it writes is {"torch": VERSION}.
"""
import json
import os
import sys
import time

threads = sys.argv[1]
os.environ["OMP_NUM_THREADS"] = threads
os.environ["OPENBLAS_NUM_THREADS"] = threads

try:
    import torch
except ImportError as error:
    print(json.dumps({"absent": str(error)}), flush=True)
    sys.exit(0)

import torch.nn as nn
import torch.nn.functional as F

torch.set_num_threads(int(threads))
torch.manual_seed(0)


def product(dtype, rows, inner, columns, left=False, right=False):
    a = torch.randn(inner, rows, dtype=dtype).t() if left else torch.randn(rows, inner, dtype=dtype)
    b = torch.randn(columns, inner, dtype=dtype).t() if right else torch.randn(inner, columns, dtype=dtype)
    out = torch.empty(rows, columns, dtype=dtype)
    return lambda: torch.mm(a, b, out=out)


def pointwise(f, size):
    x = torch.randn(size)

    def run():
        with torch.no_grad():
            f(x)

    return run


def convolution(what, inputs, outputs, window, padding, extent, batch):
    x, w = torch.randn(batch, inputs, extent, extent), torch.randn(outputs, inputs, window, window)
    g = torch.randn(batch, outputs, extent + 2 * padding - window + 1, extent + 2 * padding - window + 1)
    back = lambda mask: torch.ops.aten.convolution_backward(
        g, x, w, [0], [1, 1], [padding, padding], [1, 1], False, [0, 0], 1, mask)

    def forward():
        with torch.no_grad():
            F.conv2d(x, w, None, 1, padding)

    return {"forward": forward, "input": lambda: back([True, False, False]), "kernel": lambda: back([False, True, False])}[what]


def max_pool():
    x = torch.randn(32, 64, 32, 32)

    def run():
        with torch.no_grad():
            F.max_pool2d(x, 2)

    return run


def batch_norm():
    norm, g = nn.BatchNorm2d(64), torch.randn(32, 64, 32, 32)
    x = torch.randn(32, 64, 32, 32, requires_grad=True)

    def run():
        x.grad = None
        norm(x).backward(g)

    return run


def update(make, size):
    p = nn.Parameter(torch.randn(size))
    p.grad = torch.randn(size) * 1e-3
    optimizer = make([p])
    return lambda: optimizer.step()


def step(model, shape, make, classes=10, loss=F.cross_entropy):
    x, t = torch.randn(*shape), torch.randint(0, classes, (shape[0],))
    optimizer = make(model.parameters())

    def run():
        optimizer.zero_grad(set_to_none=True)
        loss(model(x), t).backward()
        optimizer.step()

    return run


def mlp(*widths):
    layers = []
    for i in range(len(widths) - 1):
        layers += [nn.Linear(widths[i], widths[i + 1]), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def deep():
    layers, width = [], 2
    for _ in range(16):
        layers += [nn.Linear(width, 32), nn.BatchNorm1d(32), nn.ReLU()]
        width = 32
    return nn.Sequential(*layers, nn.Linear(32, 2))


def lenet():
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10))


def vgg():
    return nn.Sequential(
        nn.Conv2d(3, 32, 3, padding=1), nn.ReLU(), nn.Conv2d(32, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(), nn.Conv2d(64, 64, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(4096, 10))


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = (nn.Conv2d(64, 64, 3, padding=1, bias=False) for _ in range(2))
        self.norm1, self.norm2 = nn.BatchNorm2d(64), nn.BatchNorm2d(64)

    def forward(self, x):
        return F.relu(x + self.norm2(self.second(F.relu(self.norm1(self.first(x))))))


sgd = lambda p: torch.optim.SGD(p, lr=0.01)
momentum = lambda p: torch.optim.SGD(p, lr=0.01, momentum=0.9)
adam = lambda p: torch.optim.Adam(p, lr=1e-3)

cases = {
    "max pool 2x2": max_pool,
    "batch norm": batch_norm,
    "step mlp b32": lambda: step(mlp(784, 128, 10), (32, 784), sgd),
    "step mlp b128": lambda: step(mlp(784, 128, 10), (128, 784), sgd),
    "step mlp 1024 b128": lambda: step(mlp(784, 1024, 1024, 10), (128, 784), adam),
    "step deep norm b64": lambda: step(deep(), (64, 2), sgd, 2),
    "step lenet5 b64": lambda: step(lenet(), (64, 1, 28, 28), momentum),
    "step vgg b64": lambda: step(vgg(), (64, 3, 32, 32), momentum),
    "step residual b32": lambda: step(Block(), (32, 64, 32, 32), momentum, loss=lambda y, t: (y * y).mean()),
}
for n in (64, 128, 256, 512, 1024, 2048):
    cases[f"sgemm {n}"] = lambda n=n: product(torch.float32, n, n, n)
    cases[f"dgemm {n}"] = lambda n=n: product(torch.float64, n, n, n)
for m, k, n in ((32, 784, 128), (128, 784, 1024), (128, 1024, 1024), (64, 32, 32), (128, 1024, 10)):
    cases[f"x w {m}x{k}x{n}"] = lambda m=m, k=k, n=n: product(torch.float32, m, k, n)
    cases[f"x' g {k}x{m}x{n}"] = lambda m=m, k=k, n=n: product(torch.float32, k, m, n, left=True)
    cases[f"g w' {m}x{n}x{k}"] = lambda m=m, k=k, n=n: product(torch.float32, m, n, k, right=True)
for name, f in (("relu", torch.relu), ("exp", torch.exp), ("sigmoid", torch.sigmoid), ("tanh", torch.tanh), ("gelu", F.gelu)):
    for n in (10**3, 10**5, 10**7):
        cases[f"{name} {n:.0e}".replace("+0", "")] = lambda f=f, n=n: pointwise(f, n)
for n in (10**6, 10**7):
    cases[f"adam {n:.0e}".replace("+0", "")] = lambda n=n: update(adam, n)
    cases[f"momentum {n:.0e}".replace("+0", "")] = lambda n=n: update(momentum, n)
for name, sizes in (
        ("3x3 64-64", (64, 64, 3, 1, 32, 32)), ("3x3 128-128", (128, 128, 3, 1, 16, 32)),
        ("1x1 256-64", (256, 64, 1, 0, 14, 32)), ("5x5 1-6", (1, 6, 5, 2, 28, 64))):
    for what in ("forward", "input", "kernel"):
        cases[f"{name} {what}"] = lambda what=what, sizes=sizes: convolution(what, *sizes)


def time_for(run, seconds):
    run()
    run()
    start = time.perf_counter()
    run()
    inner = max(1, int(0.002 / max(time.perf_counter() - start, 1e-7)))
    samples, start = [], time.perf_counter()
    while len(samples) < 3 or time.perf_counter() - start < seconds:
        before = time.perf_counter()
        for _ in range(inner):
            run()
        samples.append((time.perf_counter() - before) / inner)
    return samples


print(json.dumps({"torch": torch.__version__}), flush=True)
name, run = None, None
for line in sys.stdin:
    asked = json.loads(line)
    if asked["case"] not in cases:
        print(json.dumps({"unknown": asked["case"]}), flush=True)
        continue
    if asked["case"] != name:
        name, run = asked["case"], cases[asked["case"]]()
    print(json.dumps({"samples": time_for(run, asked["seconds"])}), flush=True)
