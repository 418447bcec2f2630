// A Lambda function on this machine, under @vercel/fun: the folder's bootstrap is started as on the runtime provided.al2023 and gets its
// invocations from a Runtime API on the loopback.

import { accessSync, realpathSync } from "node:fs"
import { delimiter, dirname, join } from "node:path"
import fun from "@vercel/fun"

// As the deployment's default, so that the service derives the same from it.
export const memoryMb = 3008

/** Starts nothing yet: the first invocation does, and each that finds the processes busy. */
export async function createFunction(folder, variables = {}) {
  const lambda = await fun.createFunction({
    Code: { Directory: folder },
    FunctionName: "object-detection",
    Handler: "Api",
    Runtime: "provided",
    MemorySize: memoryMb,
    // The emulator is not a user of AWS; the variables must be there all the same.
    AccessKeyId: "none",
    SecretAccessKey: "none",
    Environment: { Variables: { ...dotnetRoot(), ...variables } },
  })
  return {
    /** Invokes it with an event's JSON; gives the answer's JSON, and what kind of error it is if it is one. */
    async invoke(event) {
      const { Payload, FunctionError } = await lambda.invoke({ InvocationType: "RequestResponse", Payload: event })
      return { payload: String(Payload), error: FunctionError }
    },
    stop: () => lambda.destroy(),
  }
}

// The emulator starts the function with an environment of its own; an executable without .NET inside looks for it here.
function dotnetRoot() {
  if (process.env.DOTNET_ROOT) {
    return { DOTNET_ROOT: process.env.DOTNET_ROOT }
  }
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    try {
      const dotnet = join(folder, "dotnet")
      accessSync(dotnet)
      return { DOTNET_ROOT: dirname(realpathSync(dotnet)) }
    } catch {
      // Not in this folder.
    }
  }
  return {}
}
