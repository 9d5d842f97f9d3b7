"""What `convscope.check` finds in networks that are known to be sound, each at its own input size.

All of torchvision's classification networks, and a hundred convolutional ones of timm's, one or a few a family. Bar: at
most three findings of the default rules on any, and no error. A finding is a rule at a line of code, as in a report: a
bias that one line wastes in thirteen layers is one. ``tests/bench/test_lint.py`` holds one network a family to the
same. ``--write`` adds a line to RESULTS.md.

``python bench/lint.py [--only NAME] [--write]``
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from dataclasses import dataclass

from machine import append_result, machine
from published import built, names_published, unset
from torch import nn
from torchvision import models

import convscope as cs
from convscope.lint import Finding, Settings
from convscope.network import record_sites

MOST_FINDINGS = 3
TIMM = (  # noqa: SIM905
    "bat_resnext26ts convmixer_768_32 convnext_atto convnext_tiny_hnf convnext_nano_ols convnextv2_nano "
    "cspdarknet53 cspresnet50 cspresnext50 darknet53 darknetaa53 densenet169 densenetblur121d dla34 dla60_res2net "
    "dm_nfnet_f0 dpn68 dpn92 eca_nfnet_l0 ecaresnet26t ecaresnet50d edgenext_small efficientnet_b0 efficientnet_b3 "
    "efficientnet_blur_b0 efficientnet_cc_b0_4e efficientnet_es efficientnet_lite0 efficientnetv2_rw_t "
    "ese_vovnet19b_dw ese_vovnet39b fasternet_t0 fbnetc_100 fbnetv3_b focalnet_tiny_srf gcresnet33ts gcresnext26ts "
    "gernet_s ghostnet_100 ghostnetv2_100 halonet26t hardcorenas_a hgnet_tiny hgnetv2_b0 hrnet_w18_small "
    "inception_next_tiny inception_resnet_v2 inception_v3 inception_v4 lambda_resnet26t lcnet_100 legacy_senet154 "
    "legacy_seresnet18 legacy_xception mixnet_s mnasnet_100 mobilenet_edgetpu_100 mobilenetv1_100 mobilenetv2_100 "
    "mobilenetv3_large_100 mobilenetv4_conv_small mobileone_s0 nasnetalarge nf_regnet_b0 nf_resnet50 nfnet_l0 "
    "pnasnet5large poolformer_s12 poolformerv2_s12 rdnet_tiny regnetv_040 regnetx_004 regnety_008 regnetz_b16 "
    "repvgg_a0 repvit_m1 res2net50_26w_4s resnest14d resnest50d resnet18d resnet26t resnet33ts resnetaa50 "
    "resnetblur18 resnetrs50 resnetv2_50 resnext50_32x4d rexnet_100 rexnetr_100 selecsls42 semnasnet_100 "
    "seresnet33ts skresnet18 skresnext50_32x4d spnasnet_100 starnet_s1 tf_efficientnet_b0 tf_efficientnetv2_b0 "
    "tf_mixnet_s tinynet_a tresnet_m vovnet39a visformer_tiny wide_resnet50_2 xception41 xception65p "
).split()


@dataclass(frozen=True)
class Row:
    """One network, its input's shape, and what was found."""

    target: str
    shape: tuple[int, ...]
    findings: tuple[Finding, ...]

    @property
    def agrees(self) -> bool:
        """Whether it is within the bar."""
        return len(self.findings) <= MOST_FINDINGS and not any(one.severity == "error" for one in self.findings)

    def __str__(self) -> str:
        names = Counter(finding.name for finding in self.findings)
        told = ", ".join(f"{name} {count}" if count > 1 else name for name, count in names.items()) or "none"
        return f"{self.target} on {'×'.join(map(str, self.shape))}: {told}"


def targets() -> list[str]:
    """List the networks."""
    return [*(f"torchvision:{name}" for name in names_published()), *(f"timm:{name}" for name in TIMM)]


def made(target: str) -> tuple[nn.Module, tuple[int, ...]]:
    """Build a network without numbers in its weights, each module knowing its line; with the size it is made for."""
    library, _, name = target.partition(":")
    with record_sites():
        if library == "torchvision":
            size = next(iter(models.get_model_weights(name))).transforms().crop_size[0]
            return built(name, size=size), (3, size, size)
        import timm

        with unset():
            module: nn.Module = timm.create_model(name)
        return module, tuple(module.default_cfg["input_size"])  # type: ignore[index]


def look(target: str, settings: Settings | None = None) -> Row:
    """Check one network, by the default rules unless others are asked for."""
    module, shape = made(target)
    report = cs.check(module, shape, target=target, settings=settings or Settings())
    return Row(target, shape, report.findings)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--only", default="", help="networks with this in their name")
    options.add_argument("--write", action="store_true", help="append a line to RESULTS.md")
    options.add_argument("--show", action="store_true", help="print each finding's message")
    asked = options.parse_args()
    names = [target for target in targets() if asked.only in target]
    if not names:
        options.error(f"no network has {asked.only!r} in its name")
    begun = time.perf_counter()
    rows = []
    for target in names:
        rows.append(look(target))
        if rows[-1].findings:
            print(rows[-1], flush=True)
        for finding in rows[-1].findings if asked.show else ():
            print(f"    {finding.layer}: {finding.message}")
    found = Counter(finding.name for row in rows for finding in row.findings)
    libraries = Counter(row.target.partition(":")[0] for row in rows)
    told = ", ".join(f"{name} {count}" for name, count in found.most_common()) or "none"
    result = (
        f"{sum(row.agrees for row in rows)} of {len(rows)} sound networks "
        f"({', '.join(f'{count} of {library}' for library, count in libraries.items())}) have at most {MOST_FINDINGS} "
        f"default findings and no error (most {max(len(row.findings) for row in rows)}; "
        f"{sum(not row.findings for row in rows)} have none; in all: {told}); {time.perf_counter() - begun:.0f} s"
    )
    print(f"{result} on {machine()}")
    if asked.write:
        append_result("bench/lint.py" + (f" --only {asked.only}" if asked.only else ""), result)
    missed = [str(row) for row in rows if not row.agrees]
    for row in missed:
        print(f"misses the bar: {row}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
