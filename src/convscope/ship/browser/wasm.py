"""The C of a network as WebAssembly, by clang and lld, without a C library."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from convscope.errors import ConvscopeError

FLAGS = ("--target=wasm32", "-std=c99", "-O3", "-ffreestanding", "-msimd128", "-mbulk-memory", "-nostdlib")
LINKING = ("-Wl,--no-entry", "-Wl,--strip-all", "-Wl,-z,stack-size=65536")
STRING = """#include <stddef.h>
void *memcpy(void *to, const void *from, size_t count);
void *memset(void *to, int byte, size_t count);
"""
MATH = "#define sqrtf __builtin_sqrtf\n"
AROUND = """#include "@NAME@.c"

#define EXPORTED(name) __attribute__((export_name(#name)))

static uint8_t at_picture[@CAPITAL@_INPUTS];
static float at_scores[@CAPITAL@_OUTPUTS], at_weights[@CAPITAL@_WEIGHTS];

void *memcpy(void *to, const void *from, size_t count)
{
    return __builtin_memcpy(to, from, count); /* one instruction of WebAssembly's */
}

void *memset(void *to, int byte, size_t count)
{
    return __builtin_memset(to, byte, count);
}

EXPORTED(picture) uint8_t *picture_place(void) { return at_picture; }
EXPORTED(scores) float *scores_place(void) { return at_scores; }
EXPORTED(weights) float *weights_place(void) { return at_weights; }
EXPORTED(run) void run(void) { @NAME@_run(at_weights, at_picture, at_scores); }
"""


def clang() -> str:
    """Find clang with lld beside it; `ConvscopeError` where one is missing."""
    missing = [name for name in ("clang", "wasm-ld") if not shutil.which(name)]
    if missing:
        raise ConvscopeError(
            f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing, which make WebAssembly of C",
            fix="apt-get install clang lld, or brew install llvm lld",
        )
    return "clang"


def to_wasm(folder: Path, name: str) -> bytes:
    """Compile NAME.c of a folder, whose weights lie beside it; what was made for that stays in the folder."""
    (folder / "string.h").write_text(STRING, encoding="utf-8")
    (folder / "math.h").write_text(MATH, encoding="utf-8")
    around = AROUND.replace("@NAME@", name).replace("@CAPITAL@", name.upper())
    (folder / "around.c").write_text(around, encoding="utf-8")
    made = folder / f"{name}.wasm"
    command = [clang(), *FLAGS, f"-I{folder}", str(folder / "around.c"), *LINKING, "-o", str(made)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        said = next((line for line in done.stderr.splitlines() if "error" in line), done.stderr.strip()[:200])
        raise ConvscopeError(f"clang makes no WebAssembly of it: {said}")
    return made.read_bytes()
