# Builds the command line of a clone when a source has changed, and prints the path of the assembly to run: what ./item2vec does, for item2vec.cmd.
# Written for Windows PowerShell 5.1, which every Windows has.
$ErrorActionPreference = 'Stop'
$root = (Get-Item -LiteralPath "$PSScriptRoot/../..").FullName
$builds = Join-Path $root 'artifacts/tool'

function Get-Fingerprint {
    $files = @(Get-ChildItem -LiteralPath (Join-Path $root 'src') -Recurse -File) + @(Get-ChildItem -Path (Join-Path $root 'Directory.*.*'), (Join-Path $root 'global.json') -File)
    $names = [string[]]@($files | Where-Object { -not $_.Name.StartsWith('.') } | ForEach-Object { $_.FullName.Substring($root.Length) })
    [Array]::Sort($names, [StringComparer]::Ordinal)
    $sha = [Security.Cryptography.SHA256]::Create()
    $lines = foreach ($name in $names) { $name + ' ' + [BitConverter]::ToString($sha.ComputeHash([IO.File]::ReadAllBytes($root + $name))) }
    $all = $sha.ComputeHash([Text.Encoding]::UTF8.GetBytes($lines -join "`n"))
    [BitConverter]::ToString($all, 0, 16).Replace('-', '').ToLowerInvariant()
}

function Stop-With($message, $hint) {
    [Console]::Error.WriteLine("error: $message`n  $hint")
    exit 1
}

function Invoke-Build($work) {
    if (-not (Get-Command dotnet -ErrorAction SilentlyContinue)) {
        Stop-With 'dotnet is not on the PATH' 'item2vec is built by the .NET 10 SDK: https://dotnet.microsoft.com/download'
    }
    try { [void][IO.Directory]::CreateDirectory($work) }
    catch {
        Stop-With "${builds}: cannot be written, and holds no build of these sources" `
            "make it writable, or build elsewhere: dotnet build $root/src/Cli -c Release --artifacts-path DIRECTORY"
    }
    [Console]::Error.WriteLine('building item2vec ...')
    $log = Join-Path $work 'log'
    $env:DOTNET_NOLOGO = '1'
    # Not through a pipe: servers that the build leaves behind would hold it open.
    $build = Start-Process dotnet -NoNewWindow -PassThru -RedirectStandardOutput $log -ArgumentList `
        "build `"$root/src/Cli`" -c Release -graph -v quiet -p:ToolOnly=true `"-p:ArtifactsPath=$work`""
    [void]$build.Handle
    $build.WaitForExit()
    if ($build.ExitCode -ne 0) {
        [Console]::Error.Write([IO.File]::ReadAllText($log))
        exit 1
    }
}

$sources = Get-Fingerprint
$work = Join-Path $builds ".$PID"
try {
    while (-not (Test-Path -LiteralPath "$builds/$sources")) {
        Invoke-Build $work
        # What was edited during the build may be in it or not.
        $after = Get-Fingerprint
        if ($after -eq $sources) {
            # Another build of the same sources may have come first; a process may still run an earlier build.
            try { [IO.Directory]::Move("$work/bin/Item2Vec.Cli/release", "$builds/$sources") } catch { if (-not (Test-Path -LiteralPath "$builds/$sources")) { throw } }
            @(Get-ChildItem -LiteralPath $builds -Directory | Where-Object { -not $_.Name.StartsWith('.') } | Sort-Object LastWriteTimeUtc -Descending | Select-Object -Skip 3) +
                @(Get-ChildItem -LiteralPath $builds -Directory -Force | Where-Object { $_.Name.StartsWith('.') -and $_.LastWriteTimeUtc -lt [DateTime]::UtcNow.AddDays(-1) }) |
                Remove-Item -Recurse -Force -ErrorAction SilentlyContinue
        }
        $sources = $after
    }
}
finally {
    if (Test-Path -LiteralPath $work) { Remove-Item -LiteralPath $work -Recurse -Force -ErrorAction SilentlyContinue }
}
[IO.Path]::GetFullPath("$builds/$sources/item2vec.dll")
