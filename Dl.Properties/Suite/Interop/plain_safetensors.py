"""safetensors by its definition: 8 bytes with the length of a header, the header as JSON, the numbers without gaps."""
import json
import struct

import numpy

TYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "I64": "<i8", "I32": "<i4", "I16": "<i2", "I8": "<i1", "U8": "<u1", "BOOL": "?"}


def load(path):
    with open(path, "rb") as file:
        data = file.read()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8:8 + length])
    notes = header.pop("__metadata__", {})
    assert all(isinstance(value, str) for value in notes.values())
    numbers, end = data[8 + length:], 0
    tensors = {}
    for name, about in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
        begin, stop = about["data_offsets"]
        assert begin == end, name
        tensors[name] = numpy.frombuffer(numbers[begin:stop], TYPES[about["dtype"]]).reshape(about["shape"])
        end = stop
    assert end == len(numbers)
    return tensors, notes


def save(path, tensors, notes=None):
    header, numbers = {"__metadata__": notes} if notes else {}, b""
    for name, value in tensors.items():
        value = numpy.asarray(value)
        kind = next(kind for kind, code in TYPES.items() if numpy.dtype(code) == value.dtype)
        data = value.tobytes()
        header[name] = {"dtype": kind, "shape": list(value.shape), "data_offsets": [len(numbers), len(numbers) + len(data)]}
        numbers += data
    text = json.dumps(header).encode()
    text += b" " * (-(8 + len(text)) % 64)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + numbers)
