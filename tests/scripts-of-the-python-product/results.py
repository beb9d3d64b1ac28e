"""What a user of the Python product has at hand: the standard library and the names in its guide."""

import json
import sys
from pathlib import Path

folder = Path(sys.argv[1])
with open(folder / "benchmark_summary.json") as file:
    summary = json.load(file)

overall = summary["overall"]
print(f"{overall['successful_requests']}/{overall['total_requests']} in {overall['total_workloads']} workloads")

for name, metrics in summary["workloads"].items():
    memory = metrics.get("peak_mem_mb")
    print(
        f"{name}: TTFT {metrics['avg_ttft_ms']:.2f} ms, p95 {metrics.get('p95_ttft_ms', 0.0):.2f} ms, "
        f"TBT {metrics.get('avg_tbt_ms', 0.0):.2f} ms, {metrics['avg_throughput_tps']:.1f} tok/s, "
        f"errors {metrics['error_rate']:.1%}, memory {'unknown' if memory is None else memory}"
    )
    if metrics["failed_requests"] > 0 or metrics.get("error_rate", 1.0) > 0.05:
        sys.exit(f"{name}: too many errors")

with open(folder / "Q1_metrics.json") as file:
    q1 = json.load(file)

percentiles = [q1.get(f"p{share}_ttft_ms") for share in (50, 95, 99)]
print("Q1 percentiles", percentiles, "TPOT", q1["avg_tpot_ms"], "hits", q1.get("prefix_hit_rate"), "evicted", q1.get("evict_count"))
