using Item2Vec.Service;

WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
builder.Services.AddItem2Vec();                                  // appsettings.json, section Item2Vec

WebApplication app = builder.Build();
app.MapItem2Vec("/v1");
app.MapItem2VecProbes();                                         // /livez, /readyz, /metrics
app.Run();
