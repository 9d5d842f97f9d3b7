"""LeNet-5 as C on a Cortex-M4, simulated by QEMU, in float and in 8-bit integers: is it the same, and how large?

Bar: the test program that goes along says the same there; in integers, to the last bit. Speed cannot be told here.
Needs ``apt-get install gcc-arm-none-eabi libnewlib-arm-none-eabi qemu-system-arm``; where one is missing it says so and
leaves. ``python bench/cortex_m.py``
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from machine import append_result

import convscope as cs
from convscope.ship.calibration import of_named

NEEDED = ("arm-none-eabi-gcc", "arm-none-eabi-size", "qemu-system-arm")
FLAGS = ("-mcpu=cortex-m4", "-mthumb", "-mfpu=fpv4-sp-d16", "-mfloat-abi=hard", "-std=c99", "-Os")
WARNINGS = ("-Wall", "-Wextra", "-Werror")
MEMORY = """ENTRY(reset)
MEMORY { FLASH (rx) : ORIGIN = 0, LENGTH = 4M  RAM (rwx) : ORIGIN = 0x20000000, LENGTH = 4M }
SECTIONS {
    .text : { KEEP(*(.vectors)) *(.text*) *(.rodata*) } > FLASH
    .ARM.exidx : { *(.ARM.exidx*) } > FLASH
    .data : { *(.data*) } > RAM
    .bss (NOLOAD) : { bss_start = .; *(.bss*) *(COMMON) bss_end = .; } > RAM
    end = .;
}
"""
START = """#include <stdint.h>
#include <stdlib.h>
extern uint32_t bss_start, bss_end;
extern int main(void);
extern void initialise_monitor_handles(void);
void reset(void);
void _init(void) {}
void _fini(void) {}
__attribute__((section(".vectors"), used)) static const uintptr_t vectors[2] = {0x20400000u, (uintptr_t)&reset};
void reset(void)
{
    *(volatile uint32_t *)0xE000ED88u |= 0xFu << 20; /* the floating point unit on */
    for (uint32_t *at = &bss_start; at < &bss_end; ++at)
        *at = 0;
    initialise_monitor_handles();
    exit(main());
}
"""


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--write", action="store_true", help="append a line to bench/RESULTS.md")
    asked = options.parse_args()
    missing = [name for name in NEEDED if not shutil.which(name)]
    if missing:
        print(f"not measured: {', '.join(missing)} missing; see the head of this file", file=sys.stderr)
        return 0
    results = [on_the_board(integers=integers) for integers in (False, True)]
    if asked.write:
        append_result("bench/cortex_m.py", "; ".join(result for result, _ in results))
    return 0 if all(same for _, same in results) else 1


def on_the_board(*, integers: bool) -> tuple[str, bool]:
    """Ship, build, run; give what is to be told, and whether it is the same."""
    with tempfile.TemporaryDirectory() as name:
        folder, model = Path(name) / "net", cs.load("lenet5:mnist")
        if integers:
            cs.ship.c_int8(model, folder, calibration_NHWC=of_named(model, "mnist").calibration_NHWC)
        else:
            cs.ship.c(model, folder)
        (folder / "memory.ld").write_text(MEMORY, encoding="utf-8")
        (folder / "start.c").write_text(START, encoding="utf-8")
        gcc = ["arm-none-eabi-gcc", *FLAGS]
        subprocess.run([*gcc, *WARNINGS, "-c", "net.c", "-o", "net.o"], cwd=folder, check=True)
        size = subprocess.run(["arm-none-eabi-size", "net.o"], cwd=folder, check=True, capture_output=True, text=True)
        text, data, bss = map(int, size.stdout.splitlines()[1].split()[:3])
        linking = ["--specs=rdimon.specs", "-nostartfiles", "-Wl,--no-warn-rwx-segments", "-T", "memory.ld"]
        subprocess.run([*gcc, *linking, "start.c", "net.o", "test.c", "-o", "net.elf"], cwd=folder, check=True)
        board = ["qemu-system-arm", "-M", "mps2-an386", "-nographic", "-semihosting", "-kernel", "net.elf"]
        done = subprocess.run(board, cwd=folder, check=False, capture_output=True, text=True, timeout=300)
    said = (done.stdout + done.stderr).strip() or f"the test program left with {done.returncode}"
    said = said.replace("\n", "; ")
    kind = "in 8-bit integers " if integers else ""
    result = f"LeNet-5 {kind}on a simulated Cortex-M4: {said}; flash {text + data:,} bytes, RAM {data + bss:,} bytes"
    print(result, flush=True)
    return result, "): the same" in said  # semihosting's exit does not tell what main returned


if __name__ == "__main__":
    sys.exit(main())
