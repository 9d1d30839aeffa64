"""Reads the sections of an .i2v file that a judge needs, after docs/file-formats.md."""
import struct
from pathlib import Path

from common import np


def read_i2v(path):
    """(ids, counts, input matrix, output matrix or None) of an .i2v file."""
    data = Path(path).read_bytes()
    assert data[:8] == b"\x89I2V\r\n\x1a\n", f"{path} is no .i2v file"
    sections, rows, dimensions = *struct.unpack_from("<i", data, 12), *struct.unpack_from("<ii", data, 32)
    table = {}
    for i in range(sections):
        kind, ordinal, _, at, size = struct.unpack_from("<16siIqq", data, 64 + 64 * i)
        table[kind.rstrip(b"\0").decode(), ordinal] = data[at:at + size]
    offsets = np.frombuffer(table["id-offsets", 0], "<i8")
    ids = [table["id-bytes", 0][a:b].decode() for a, b in zip(offsets[:-1], offsets[1:])]
    matrices = [np.frombuffer(table[name, 0], "<f4").reshape(rows, -1)[:, :dimensions] if (name, 0) in table else None
                for name in ("input", "output")]
    return ids, np.frombuffer(table["counts", 0], "<i8"), *matrices
