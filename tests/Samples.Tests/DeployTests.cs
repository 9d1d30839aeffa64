using System.Text.RegularExpressions;
using Item2Vec.Service.Options;
using k8s;
using k8s.Models;
using YamlDotNet.Serialization;

namespace Item2Vec.Samples.Tests;

/// <summary>The compose file and the manifest, which no test can run: they are read by their schemas and fit to the service.</summary>
public sealed partial class DeployTests
{
    /// <summary>What the Compose Specification allows in a service, of what such a file may need.</summary>
    private static readonly string[] OfService =
    [
        "build", "image", "environment", "volumes", "ports", "read_only", "tmpfs", "cap_drop", "security_opt", "restart",
        "stop_grace_period", "depends_on", "command", "healthcheck", "deploy", "user", "networks", "configs", "secrets",
    ];

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "deploy");

    [Fact]
    public void The_manifest_is_what_the_schema_of_Kubernetes_says_and_asks_the_probes_of_the_service()
    {
        List<object> parts = KubernetesYaml.LoadAllFromString(File.ReadAllText(Path.Combine(Folder, "kubernetes.yaml")), strict: true);

        Assert.Equal(
            [typeof(V1PersistentVolumeClaim), typeof(V1Deployment), typeof(V1Service), typeof(V1PodDisruptionBudget)],
            parts.Select(part => part.GetType()));
        V1Deployment deployment = parts.OfType<V1Deployment>().Single();
        V1PodSpec pod = deployment.Spec.Template.Spec;
        V1Container container = Assert.Single(pod.Containers);
        V1ContainerPort port = Assert.Single(container.Ports);
        Assert.Equal(["/livez", "/livez", "/readyz"],
            new[] { container.StartupProbe, container.LivenessProbe, container.ReadinessProbe }.Select(probe => probe.HttpGet.Path));
        Assert.All(
            new[] { container.StartupProbe, container.LivenessProbe, container.ReadinessProbe },
            probe => Assert.Equal(port.Name, probe.HttpGet.Port.Value));
        Assert.Equal(port.ContainerPort, DockerPort());
        Assert.All(container.Env.Select(variable => variable.Name), AssertIsOption);
        Assert.Equal(pod.Volumes.Select(volume => volume.Name).Order(), container.VolumeMounts.Select(mount => mount.Name).Order());
        IDictionary<string, string> labels = deployment.Spec.Template.Metadata.Labels;
        Assert.Equal(labels, deployment.Spec.Selector.MatchLabels);
        Assert.Equal(labels, parts.OfType<V1Service>().Single().Spec.Selector);
        Assert.Equal(labels, parts.OfType<V1PodDisruptionBudget>().Single().Spec.Selector.MatchLabels);
        Assert.Equal(port.Name, parts.OfType<V1Service>().Single().Spec.Ports.Single().TargetPort.Value);
        Assert.Equal(
            parts.OfType<V1PersistentVolumeClaim>().Single().Metadata.Name,
            pod.Volumes.Single(volume => volume.PersistentVolumeClaim is not null).PersistentVolumeClaim.ClaimName);
        Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
    }

    [Fact]
    public void A_misspelt_member_of_the_manifest_would_be_found()
        => Assert.ThrowsAny<Exception>(() => KubernetesYaml.LoadAllFromString(
            File.ReadAllText(Path.Combine(Folder, "kubernetes.yaml")).Replace("readinessProbe", "readynessProbe", StringComparison.Ordinal),
            strict: true));

    [Fact]
    public void The_compose_file_has_members_of_the_specification_and_files_that_exist()
    {
        Compose compose = new DeserializerBuilder().Build().Deserialize<Compose>(File.ReadAllText(Path.Combine(Folder, "compose.yaml")));

        Assert.Equal(["similar-items", "prometheus", "grafana"], compose.services.Keys);
        foreach ((string name, Dictionary<string, object> service) in compose.services)
        {
            Assert.All(service.Keys, key => Assert.Contains(key, OfService));
            if (name != "similar-items") Assert.Matches(@"^[a-z]+/[a-z]+:v?\d+\.\d+\.\d+$", (string)service["image"]);
            foreach (string mount in Texts(service, "volumes").Where(mount => name != "similar-items"))
                Assert.True(File.Exists(Path.Combine(Folder, mount.Split(':')[0])), $"{mount}: there is no such file");
            Assert.All(Texts(service, "ports"), port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));
            Assert.All(Texts(service, "depends_on"), other => Assert.Contains(other, compose.services.Keys));
        }

        Dictionary<string, object> own = compose.services["similar-items"];
        Assert.All(((Dictionary<object, object>)own["environment"]).Keys, key => AssertIsOption((string)key));
        Assert.EndsWith($":{DockerPort()}", Assert.Single(Texts(own, "ports")), StringComparison.Ordinal);
        Assert.Contains(
            $"similar-items:{DockerPort()}", File.ReadAllText(Path.Combine(Folder, "prometheus.yml")), StringComparison.Ordinal);
        foreach (string file in (string[])["prometheus.yml", "grafana/datasource.yaml", "grafana/dashboards.yaml"])
            Assert.NotNull(new DeserializerBuilder().Build().Deserialize<object>(File.ReadAllText(Path.Combine(Folder, file))));
    }

    private static string[] Texts(Dictionary<string, object> service, string member)
        => service.TryGetValue(member, out object? list) ? [.. ((List<object>)list).Cast<string>()] : [];

    private static int DockerPort()
        => int.Parse(
            Expose().Match(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Dockerfile"))).Groups[1].Value,
            System.Globalization.CultureInfo.InvariantCulture);

    private static void AssertIsOption(string variable)
    {
        string[] parts = variable.Split("__");
        Assert.Equal(Item2VecOptions.Section, parts[0]);
        Assert.NotNull(typeof(Item2VecOptions).GetProperty(parts[1]));
    }

    [GeneratedRegex(@"(?m)^EXPOSE (\d+)$")]
    private static partial Regex Expose();

    /// <summary>The top level of a compose file; another member is an error.</summary>
    public sealed class Compose
    {
        public string name { get; set; } = string.Empty;

        public Dictionary<string, Dictionary<string, object>> services { get; set; } = [];
    }
}
