using BenchmarkDotNet.Running;
using Item2Vec.Benchmarks.Kernels;

// Times the kernel of training, window by window; a filter picks some of the benchmarks.
// All of them take a quarter of an hour; the table of markdown also goes to item2vec-bench/kernels below the temporary folder.
//   dotnet run -c Release --project tests/Benchmarks/Kernels -- --filter '*Width: "256"*Dimensions: 100*'
BenchmarkSwitcher.FromAssembly(typeof(SgdKernelBenchmarks).Assembly).Run(args);
