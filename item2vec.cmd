@echo off
rem Runs the command line from a clone, and builds it first where needed: item2vec --help
dotnet build "%~dp0src\Cli" -c Release -v quiet --nologo 1>&2 || exit /b 1
dotnet "%~dp0artifacts\bin\Item2Vec.Cli\release\item2vec.dll" %*
