using System.Diagnostics;
using Api.Lambda.Runtime;

namespace Api.Tests.Lambda;

public sealed class XRayTraceTests
{
    [Theory]
    [InlineData("Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1", "5759e988bd862e3fe1be46a994272793", "53995c3f42cd8ad8", true)]
    [InlineData("Sampled=0; Parent=53995C3F42CD8AD8; Root=1-5759E988-BD862E3FE1BE46A994272793", "5759e988bd862e3fe1be46a994272793", "53995c3f42cd8ad8", false)]
    [InlineData("Root=1-5759e988-bd862e3fe1be46a994272793;Lineage=a87bd80c:1|68fd508a:5", "5759e988bd862e3fe1be46a994272793", "0000000000000000", false)]
    [InlineData("Root=1-5759e988-bd862e3fe1be46a994272793;Parent=0000000000000000", "5759e988bd862e3fe1be46a994272793", "0000000000000000", false)]
    public void Parse_Header_GivesW3CIds(string header, string traceId, string spanId, bool isSampled)
    {
        ActivityContext context = XRayTrace.Parse(header);

        Assert.Equal((traceId, spanId), (context.TraceId.ToHexString(), context.SpanId.ToHexString()));
        Assert.Equal(isSampled, context.TraceFlags.HasFlag(ActivityTraceFlags.Recorded));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Root=")]
    [InlineData("Root=2-5759e988-bd862e3fe1be46a994272793")]
    [InlineData("Root=1-5759e988-bd862e3fe1be46a99427279")]
    [InlineData("Root=1-5759e988-xd862e3fe1be46a994272793")]
    [InlineData("Parent=53995c3f42cd8ad8;Sampled=1")]
    public void Parse_NoValidRoot_GivesTheEmptyContext(string? header) => Assert.Equal(default, XRayTrace.Parse(header).TraceId);
}
