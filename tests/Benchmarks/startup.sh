#!/usr/bin/env bash
# How long a query takes as a process, start included: item2vec similar, from the build's output and as the installed tool.
# Usage: tests/Benchmarks/startup.sh [RUNS]; prints median and minimum in milliseconds. Uses hyperfine when it is there.
set -euo pipefail
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
runs=${1:-20}
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

quietly() { "$@" > "$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }; }

echo "building ..." >&2
quietly dotnet build "$root/src/Cli" -c Release
# Packed apart, as the tests do: a package is built for each platform, which would leave other outputs behind.
quietly dotnet pack "$root/src/Cli" -c Release -o "$work/packages" -p:ArtifactsPath="$root/artifacts/pack-test" -p:RunAnalyzers=false
cat > "$work/nuget.config" <<EOF
<configuration><packageSources><clear /><add key="folder" value="$work/packages" /></packageSources></configuration>
EOF
quietly dotnet tool install item2vec --tool-path "$work/tools" --configfile "$work/nuget.config"
dll="$root/artifacts/bin/Item2Vec.Cli/release/item2vec.dll"
quietly dotnet "$dll" train "$root/samples/data/watches.parquet" -o "$work/model" --quiet
query=(similar --item WK_Nr4tUtl8 --model "$work/model")

# One line of milliseconds for each run.
times() {
    if command -v hyperfine > /dev/null; then
        quietly hyperfine -N --warmup 3 --runs "$runs" --export-json "$work/times.json" "$(printf '%q ' "$@")"
        awk '/"times"/ { on = 1; next } on && /\]/ { exit } on { gsub(/[ ,]/, ""); printf "%.1f\n", $0 * 1000 }' "$work/times.json"
    else
        for ((run = -3; run < runs; run++)); do
            local start end
            start=$(date +%s%N)
            "$@" > /dev/null
            end=$(date +%s%N)
            if ((run >= 0)); then awk -v ns=$((end - start)) 'BEGIN { printf "%.1f\n", ns / 1e6 }'; fi
        done
    fi
}

measure() {
    local name=$1
    shift
    times "$@" | sort -n | awk -v name="$name" '
        { ms[NR] = $1 }
        END { printf "| %s | %.0f | %.0f |\n", name, (ms[int((NR + 1) / 2)] + ms[int(NR / 2) + 1]) / 2, ms[1] }'
}

echo "| item2vec similar | median, ms | minimum, ms |"
echo "| --- | --- | --- |"
measure "build output" dotnet "$dll" "${query[@]}"
measure "installed tool" "$work/tools/item2vec" "${query[@]}"
echo "load: $(cut -d ' ' -f 1-3 /proc/loadavg 2> /dev/null || uptime), $(getconf _NPROCESSORS_ONLN) processors" >&2
