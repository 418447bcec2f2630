using StressTool.Service;

namespace StressTool.Tests.Service;

public sealed class ServiceSettingsTests
{
    [Fact]
    public void Variables_OverrideOfAScenarioSetting_IsStronger() =>
        Assert.Equal([("A", "2")], new ServiceSettings(["A=2"]).With("A", "1").Variables);

    [Fact]
    public void Variables_OverrideWithoutValue_LeavesTheSettingAway() =>
        Assert.Equal([("B", "x=y")], new ServiceSettings(["A=", "B=x=y"]).With("A", "1").Variables);

    [Fact]
    public void With_Setting_LeavesTheOriginalAsItIs()
    {
        ServiceSettings settings = ServiceSettings.Default.With("A", "1");
        Assert.Equal(2, settings.With("B", "2").Variables.Length);
        Assert.Single(settings.Variables);
    }

    [Fact]
    public void Variables_NoNameAndValue_IsRefused() => Assert.Throws<ArgumentException>(() => new ServiceSettings(["A"]).Variables);
}
