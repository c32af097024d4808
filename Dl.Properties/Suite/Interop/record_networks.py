"""Networks of PyTorch with their state dicts, an input each and what they make of it: NAME.safetensors, with the input as input and the output as output."""
import sys

import torch
from torch import nn

import plain_safetensors


def noisy(net):
    with torch.no_grad():
        for name, value in net.state_dict().items():
            if value.is_floating_point():
                value.copy_(torch.rand(value.shape) + 0.5 if name.endswith("running_var") else torch.randn(value.shape) * 0.4)
    return net.eval()


class Residual(nn.Module):
    def __init__(self, channels, out):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(channels, out, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(out)
        self.conv2, self.bn2 = nn.Conv2d(out, out, 3, padding=1, bias=False), nn.BatchNorm2d(out)
        self.downsample = nn.Conv2d(channels, out, 1, stride=2)

    def forward(self, x):
        y = self.bn2(self.conv2(torch.relu(self.bn1(self.conv1(x)))))
        return torch.relu(y + self.downsample(x))


class Sequences(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(11, 6)
        self.lstm = nn.LSTM(6, 4, bidirectional=True, batch_first=True)
        self.attention = nn.MultiheadAttention(8, 2, batch_first=True)
        self.norm = nn.LayerNorm(8)
        self.gru = nn.GRU(8, 3, batch_first=True)
        self.rnn = nn.RNN(3, 5, batch_first=True)
        self.out = nn.Linear(5, 2)

    def forward(self, ids):
        x, _ = self.lstm(self.embed(ids.long()))
        x = self.norm(x + self.attention(x, x, x)[0])
        x, _ = self.gru(x)
        x, _ = self.rnn(x)
        return self.out(x[:, -1])


NETWORKS = {
    # A picture that is not square, of several channels, through a flatten and a normalisation behind it.
    "flatten": (nn.Sequential(
        nn.Conv2d(3, 4, (3, 2), padding=1), nn.BatchNorm2d(4), nn.PReLU(4), nn.MaxPool2d(2), nn.Flatten(), nn.BatchNorm1d(48), nn.ReLU(), nn.Linear(48, 7), nn.Tanh(), nn.Linear(7, 5)),
        torch.randn(3, 3, 9, 5)),
    "residual": (nn.Sequential(nn.Conv2d(2, 3, 3, padding=1, groups=1), nn.ReLU(), Residual(3, 6), nn.ConvTranspose2d(6, 4, 3, stride=2, groups=2), nn.GroupNorm(2, 4), nn.Flatten(), nn.Linear(4 * 7 * 5, 3)), torch.randn(2, 2, 6, 4)),
    "lists": (nn.Sequential(nn.Conv1d(4, 6, 3), nn.ReLU(), nn.AvgPool1d(2), nn.Flatten(), nn.Linear(18, 2)), torch.randn(3, 4, 8)),
    "sequences": (Sequences(), torch.randint(0, 11, (3, 7)).float()),
}

if __name__ == "__main__":
    torch.manual_seed(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    for name, (net, images) in NETWORKS.items():
        net = noisy(net)
        with torch.no_grad():
            output = net(images)
        tensors = {key: value.numpy() for key, value in net.state_dict().items()}
        # Channels last, as the model takes them.
        images = images.permute(0, *range(2, images.dim()), 1) if images.dim() > 2 else images
        plain_safetensors.save(f"{sys.argv[1]}/{name}.safetensors", {**tensors, "input": images.contiguous().numpy(), "output": output.numpy()}, {"torch": torch.__version__})
