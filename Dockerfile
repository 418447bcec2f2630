# The service as a container image: docker build -t detection .
# Safe by default: no root, no shell, nothing written but to /tmp, no capability needed. compose.yaml runs it so. (For Lambda: deploy/Deploy/Dockerfile.)

FROM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
WORKDIR /source
COPY . .
# amd64 or arm64, set by BuildKit.
ARG TARGETARCH
# Compiled ahead of time, which shortens the start.
RUN dotnet publish Api/Api.csproj -c Release -a $TARGETARCH --self-contained false -p:PublishReadyToRun=true -p:OpenApiGenerateDocumentsOnBuild=false -p:DebugType=none -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled
LABEL org.opencontainers.image.title="Object detection service" org.opencontainers.image.licenses="Apache-2.0"
WORKDIR /app
COPY --from=build /app .
# The port a user without rights may listen on.
ENV ASPNETCORE_HTTP_PORTS=8080
# Debuggers and profilers are talked to through files in /tmp, which nobody needs here.
ENV DOTNET_EnableDiagnostics=0
# Half of the container's memory for the managed heap; the number is hexadecimal. The heap holds requests and answers; the weights, ONNX Runtime's
# tensors and libvips' pixels are native and need the rest. .NET's own limit of 75 % would let the two together exceed the container.
ENV DOTNET_GCHeapHardLimitPercent=32
# Before the first thread has a heap of its own: more than two for the C library's memory would only hold what others have freed.
ENV MALLOC_ARENA_MAX=2
# appsettings.json cannot change in an image, and watching it takes inotify instances, which a host has few of.
ENV DOTNET_hostBuilder__reloadConfigOnChange=false
# The base image's user without rights, by number, so that an orchestrator can tell it is not root.
USER $APP_UID
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["/app/Api", "healthcheck"]
ENTRYPOINT ["/app/Api"]
