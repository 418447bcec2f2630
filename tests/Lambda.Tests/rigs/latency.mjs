// How long a warm call takes through Lambda's Runtime API, beside the same call of the same build over Kestrel. Calls alternate, so that whatever
// else the machine does falls on both.
//
//   dotnet publish Api -c Release -p:OpenApiGenerateDocumentsOnBuild=false -o artifacts/latency
//   cd tests/Lambda.Tests/rigs && npm ci --ignore-scripts
//   node latency.mjs ../../../artifacts/latency [CALLS=100] [PICTURE=../../../model/samples/dog.jpg]
//
// The folder may as well be an unpacked lambda.zip. Without a bootstrap it gets one. Both have one session of one thread, so that they differ in
// nothing but the way a request comes and its answer goes. The emulator's part (JSON, base64, waking the frozen process) is in its figures;
// AWS's network and gateway are not.

import { spawn } from "node:child_process"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { performance } from "node:perf_hooks"
import { createFunction } from "./emulator.mjs"
import { makeEvent } from "./events.mjs"

const sample = new URL("../../../model/samples/dog.jpg", import.meta.url)
const folder = resolve(process.argv[2] ?? ".")
const calls = Number(process.argv[3] ?? 100)
const picture = readFileSync(process.argv[4] ?? sample)
const settings = { Detection__Sessions: "1", Detection__ThreadsPerSession: "1", Logging__LogLevel__Default: "Warning" }
const warmUps = 10

const bootstrap = join(folder, "bootstrap")
if (!existsSync(bootstrap)) {
  writeFileSync(bootstrap, '#!/bin/sh\ncd "$LAMBDA_TASK_ROOT" || exit 1\nexec ./Api\n', { mode: 0o755 })
}

const requests = [
  { name: `POST /analyze, ${picture.length} bytes`, method: "POST", target: "/analyze", type: "image/jpeg", body: picture },
  { name: "GET /health", method: "GET", target: "/health", body: Buffer.alloc(0) },
]

const kestrel = await startKestrel()
const lambda = await createFunction(folder, settings)
try {
  for (const request of requests) {
    const rawHeaders = ["Host", "localhost", ...(request.type ? ["Content-Type", request.type] : [])]
    const event = JSON.stringify(makeEvent("v1", { ...request, rawHeaders }))
    const overKestrel = () => callKestrel(request)
    const overLambda = () => callLambda(event)
    const times = { Kestrel: [], Lambda: [] }
    for (let i = -warmUps; i < calls; i++) {
      for (const [name, call] of [["Kestrel", overKestrel], ["Lambda", overLambda]]) {
        const start = performance.now()
        await call()
        if (i >= 0) {
          times[name].push(performance.now() - start)
        }
      }
    }
    console.log(`${request.name}, median (and 95th percentile) of ${calls} calls:`)
    for (const [name, measured] of Object.entries(times)) {
      measured.sort((a, b) => a - b)
      const at = (part) => measured[Math.min(calls - 1, Math.floor(calls * part))].toFixed(2)
      console.log(`  ${name.padEnd(8)} ${at(0.5).padStart(7)} ms (${at(0.95)} ms)`)
    }
  }
} finally {
  kestrel.process.kill("SIGTERM")
  await lambda.stop()
}

async function callKestrel({ method, target, type, body }) {
  const response = await fetch(kestrel.address + target, {
    method,
    headers: type ? { "Content-Type": type } : {},
    body: method === "GET" ? undefined : body,
  })
  await response.text()
  require(response.status)
}

async function callLambda(event) {
  const { payload, error } = await lambda.invoke(event)
  require(error ? 500 : JSON.parse(payload).statusCode)
}

function require(status) {
  if (status !== 200) {
    throw new Error(`A call was answered with ${status}.`)
  }
}

async function startKestrel() {
  const environment = { ...process.env, ...settings, ASPNETCORE_URLS: "http://127.0.0.1:0", "Logging__LogLevel__Microsoft.Hosting.Lifetime": "Information" }
  delete environment.AWS_LAMBDA_FUNCTION_NAME
  const service = spawn(join(folder, "Api"), { env: environment, stdio: ["ignore", "pipe", "inherit"] })
  const address = await new Promise((found, failed) => {
    let output = ""
    service.on("error", failed)
    service.on("exit", () => failed(new Error(`The service ended:\n${output}`)))
    service.stdout.on("data", (text) => {
      output += text
      const match = /Now listening on: (\S+)/.exec(output)
      if (match) {
        found(match[1])
      }
    })
  })
  while (!(await fetch(`${address}/health/ready`)).ok) {
    await new Promise((done) => setTimeout(done, 50))
  }
  return { process: service, address }
}
