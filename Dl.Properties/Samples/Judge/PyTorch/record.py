import json
import torch

torch.set_default_dtype(torch.float64)  # NAdam keeps its product of momenta in the default type

def record(make, name, hyperparameters, path, steps=20):
    """Hands an optimizer of one vector a gradient at each step, and writes down where each step led."""
    x = torch.nn.Parameter(torch.randn(8, dtype=torch.float64))
    optimizer, initial, gradients, iterates = make([x]), x.tolist(), [], []
    for _ in range(steps):
        x.grad = torch.randn(8, dtype=torch.float64)
        gradients.append(x.grad.tolist())
        optimizer.step()
        iterates.append(x.tolist())
    case = dict(id=name, optimizer=name, hyperparameters=hyperparameters, initial=initial, gradients=gradients, iterates=iterates)
    source = dict(framework="pytorch", version=torch.__version__, dtype="float64")
    with open(path, "w") as file:
        json.dump(dict(format="dl-trace/1", source=source, optimizers=[case]), file)

settings = dict(learning_rate=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8, weight_decay=0.1)
record(lambda x: torch.optim.Adam(x, lr=0.01, weight_decay=0.1), "adamw", settings, "my-adamw.json")
