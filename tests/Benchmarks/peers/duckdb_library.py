"""DuckDB through its C library, by ctypes: the very library the product reads with, and nothing to install."""
import ctypes
from pathlib import Path

from common import REPOSITORY

PLACES = ["artifacts/bin/Item2Vec.Cli/release/runtimes/*/native/libduckdb.*", "artifacts/**/libduckdb.*",
          "native/node_modules/@duckdb/*/libduckdb.*"]


def find_library(given=None):
    found = [Path(given)] if given else [f for place in PLACES for f in sorted(REPOSITORY.glob(place))]
    if not found:
        raise SystemExit("error: no libduckdb below artifacts/ or native/; build the solution or give --libduckdb")
    return found[0]


class Result(ctypes.Structure):
    """duckdb_result: 48 bytes, opaque here."""
    _fields_ = [("deprecated", ctypes.c_uint64 * 5), ("internal", ctypes.c_void_p)]


class DuckDB:
    """One in-memory database with a number of threads and no extensions beyond those linked in."""

    def __init__(self, library, threads, temporary_directory):
        self.lib = ctypes.CDLL(str(library))
        self.lib.duckdb_result_error.restype = ctypes.c_char_p
        self.lib.duckdb_value_varchar.restype = ctypes.c_char_p
        self.lib.duckdb_value_varchar.argtypes = [ctypes.c_void_p, ctypes.c_uint64, ctypes.c_uint64]
        self.database, self.connection = ctypes.c_void_p(), ctypes.c_void_p()
        if self.lib.duckdb_open(None, ctypes.byref(self.database)):
            raise SystemExit("error: DuckDB does not open")
        self.lib.duckdb_connect(self.database, ctypes.byref(self.connection))
        for setting in (f"threads={threads}", f"temp_directory='{temporary_directory}'",
                        "autoinstall_known_extensions=false", "autoload_known_extensions=false"):
            self.run("set " + setting)

    def run(self, sql):
        """Runs one statement to its end (the result is materialised); returns the first value as text."""
        result = Result()
        try:
            if self.lib.duckdb_query(self.connection, sql.encode(), ctypes.byref(result)):
                raise SystemExit(f"error: {self.lib.duckdb_result_error(ctypes.byref(result)).decode()}\n{sql}")
            value = self.lib.duckdb_value_varchar(ctypes.byref(result), 0, 0)
            return value.decode() if value else None
        finally:
            self.lib.duckdb_destroy_result(ctypes.byref(result))
