using Api;
using Api.Access;
using Api.Analyze;
using Api.Batch;
using Api.DeepStack;
using Api.Headers;
using Api.Health;
using Api.Lambda;
using Api.Limits;
using Api.Model;
using Api.OpenApi;
using Api.OpenInference;
using Api.Playground;
using Api.Problems;
using Api.Requests;
using Api.Settings;
using Api.Shutdown;
using Api.Telemetry;
using Detection;

if (HealthCheckCommand.IsAskedFor(args))
{
    return await HealthCheckCommand.RunAsync(args);
}

DetectorRuntime.Preload();

WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.Configuration.AddPlainNames();

builder.Services.AddAWSLambdaHosting();
builder.AddTelemetry();
builder.Services.AddJson();
builder.Services.AddShutdown();
builder.Services.AddLimits();
builder.Services.AddCorsPolicy();
builder.Services.AddAccess(builder.Configuration);
builder.Services.AddModel();
builder.Services.AddRequests();
builder.Services.AddAnalyze();
builder.Services.AddBatch();
builder.Services.AddPlayground();
builder.Services.AddOpenApiDocument(builder.Configuration);

WebApplication app = builder.Build();

app.UseTelemetry();
app.UseSecurityHeaders();
app.UseMiddleware<ProblemMiddleware>();
app.UseCorsPolicy();
app.UseDraining();
app.UseCallers();
app.UseLimits();
app.UseOpenApiPages();
app.UseAccess();

app.MapAnalyze();
app.MapBatch();
app.MapDeepStack();
app.MapHealth();
app.MapModel();
app.MapOpenInference();
app.MapTelemetry();
app.MapPlayground();

return await app.RunToEndAsync();
