"""Random designs, 10,000 of them, and everything that convscope says of each against PyTorch, exactly.

Of single layers (convolutions, transposed ones, pools, resizes, shuffles, padding, slices, in 1, 2 and 3 dimensions)
and of small networks (branches, strides, dilation, up and down, reused layers, sums and concatenations): output sizes
and parameters; MACs against torch's own counter; which pixels a unit reads against where gradients are not zero in a
float64 network of positive weights (behind a maximum, against which units a bump raises); which units read a pixel; how
often each pixel is used against the gradient of a network of ones. What PyTorch refuses must be refused, nothing else.

A design that fails is made as small as can be and shown. Bar: no failure.
``python bench/proofs.py [--cases N] [--seed N] [--write]``
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable

import torch
from hypothesis import HealthCheck, Phase, given, reject, seed, settings
from hypothesis import strategies as st
from machine import append_result, machine
from proving.claims import prove
from proving.graphs import Case, graphs, single_layers

KINDS: dict[str, tuple[float, Callable[[], st.SearchStrategy[Case]]]] = {  # its share of the cases, and what draws it
    "single layers": (0.5, single_layers),
    "networks": (0.3, graphs),
    "networks of ones": (0.2, lambda: graphs(ones=True)),
}


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--cases", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--write", action="store_true", help="append a line to bench/RESULTS.md")
    asked = options.parse_args()
    if asked.cases < len(KINDS):
        options.error(f"{asked.cases} cases came: at least {len(KINDS)}")
    torch.set_num_threads(1)
    begun = time.perf_counter()
    told, failures = [], 0
    total: Counter[str] = Counter()
    for kind, (share, strategy) in KINDS.items():
        counted, failed = run(strategy(), round(asked.cases * share), asked.seed)
        failures += failed
        total += counted
        told.append(f"{counted['cases']:,} {kind}")
        print(f"{kind}: {dict(counted)}, {failed} failures, {time.perf_counter() - begun:.0f} s", flush=True)
    line = (
        f"{total['cases']:,} cases ({', '.join(told)}), {failures} failures: {total['sets']:,} receptive sets, "
        f"{total['counts']:,} coverages, all sizes, parameters and MACs; {total['refused']:,} more designs that torch "
        f"refuses were refused or had an empty map; seed {asked.seed}, {time.perf_counter() - begun:.0f} s"
    )
    print(f"{line}\non {machine()}")
    if asked.write:
        command = " ".join(("bench/proofs.py", *(word for word in sys.argv[1:] if word != "--write")))
        append_result(command, line)
    return 1 if failures else 0


def run(strategy: st.SearchStrategy[Case], cases: int, start: int) -> tuple[Counter[str], int]:
    """Draw cases until so many are proven or one fails, which is then made as small as it can be, and shown."""
    counted: Counter[str] = Counter()

    @seed(start)
    @settings(
        max_examples=cases,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategy, data=st.data())
    def proof(case: Case, data: st.DataObject) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            proven = prove(case, data)
        counted["cases" if proven else "refused"] += 1
        if proven is None:
            reject()  # and draw another
        counted["sets"] += proven.sets
        counted["counts"] += proven.counts

    try:
        proof()
    except Exception:
        traceback.print_exc()
        return counted, 1
    return counted, 0


if __name__ == "__main__":
    sys.exit(main())
