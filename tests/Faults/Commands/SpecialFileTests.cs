using System.Diagnostics;
using Item2Vec.Faults.Support;

namespace Item2Vec.Faults.Commands;

/// <summary>Pipes and devices in the place of files: refused, without waiting for a writer and without reading what never ends.</summary>
public sealed class SpecialFileTests(FaultModel model)
{
    [Theory]
    [InlineData("import special --from word2vec -o m")]
    [InlineData("import special --from word2vec-binary -o m")]
    [InlineData("import special --from parquet -o m")]
    [InlineData("train log.csv --config special")]
    [InlineData("train log.csv --items special.csv")]
    [InlineData("train special.csv")]
    [InlineData("info -m damaged")]
    [InlineData("similar --item a -m damaged")]
    [InlineData("serve -m damaged --port 0")]
    [InlineData("serve -m whole --port 0 --api-key-file special")]
    public void A_pipe_or_a_device_is_refused(string command)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no such files");
        foreach (string kind in (string[])["pipe", "device", "link to a pipe"])
        {
            using Workspace workspace = new();
            model.CopyTo(workspace["whole"]);
            File.Copy(model.Log, workspace["log.csv"]);
            Directory.CreateDirectory(workspace["damaged"]);
            foreach (string name in (string[])["special", "special.csv", "damaged/model.json"])
            {
                string pipe = kind == "pipe" ? workspace[name] : workspace["p"];
                if (kind != "device" && !File.Exists(pipe))
                    using (Process made = Process.Start("mkfifo", [pipe])) made.WaitForExit();
                if (kind != "pipe") File.CreateSymbolicLink(workspace[name], kind == "device" ? "/dev/zero" : pipe);
            }

            ToolResult result = workspace.Run(command.Split(' '));
            Assert.True(result.ExitCode is 65 or 66, $"{kind}: {result.ExitCode}\n{result.Error}");
            Assert.Equal(string.Empty, result.Output);
        }
    }
}
