"""The result as a table for people."""


def number(figure):
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:.3g}"


def table(result):
    work = result["workload"]
    lines = [
        "# Tracking: Dure beside MLflow",
        "",
        f"Dure {result['commit']}, MLflow {result['mlflow']}, {result['date']}; {result['processor']}, {result['cores']} cores,"
        f" load {result['load_average_before']} before. {work['runs']:,} runs × 50 metrics × 20 parameters × 10 tags,"
        f" {work['points']:,} points; medians of {work['rounds']} rounds in turns, over HTTP, the clients on the same"
        " machine, one PostgreSQL for both, synchronous_commit=on. MLflow runs four workers without sign-in; Dure asks"
        " for a token.",
        "",
        "| operation | MLflow | Dure | ratio | aim | server CPU s, MLflow / Dure |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for name, figures in result["operations"].items():
        peer, ours = figures["mlflow"], figures["dure"]
        aim = f"{figures['aim']}×" if figures["aim"] else ""
        lines.append(
            f"| {name}, {figures['unit']} | {number(peer['median'])} | {number(ours['median'])} | {figures['ratio']:.1f}× | {aim}"
            f" | {peer['server_cpu_s']:.1f} / {ours['server_cpu_s']:.1f} |"
        )
    peer, ours = (result["fill"][name]["disk_mib"] for name in ("mlflow", "dure"))
    lines.append(f"| on disk after the fill, MiB | {peer:,.0f} | {ours:,.0f} | {peer / ours:.1f}× | 8× | |")
    peer, ours = (result["resident_mib"][name] for name in ("mlflow", "dure"))
    lines.append(f"| resident at the end (without PostgreSQL), MiB | {peer:,} | {ours:,} | {peer / ours:.1f}× | | |")
    return "\n".join(lines) + "\n"
