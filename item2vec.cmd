@echo off
rem Runs the command line from a clone, and builds it first when a source has changed: item2vec --help
setlocal
for /f "usebackq delims=" %%t in (`powershell -NoProfile -ExecutionPolicy Bypass -File "%~dp0src\Cli\build-tool.ps1"`) do set "tool=%%t"
if not defined tool exit /b 1
dotnet "%tool%" %*
