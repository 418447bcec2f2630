using System.CommandLine;
using Deploy.ColdStart;
using Deploy.Infrastructure;
using Deploy.Packaging;

RootCommand root = new("Packages and deploys the object detection service to AWS Lambda.")
{
    PackageCommand.Create(),
    SynthesizeCommand.Create(),
    ColdStartCommand.Create(),
};

return root.Parse(args).Invoke();
