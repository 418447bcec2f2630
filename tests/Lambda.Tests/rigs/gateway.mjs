// What stands before a function on AWS, on a free port of the loopback, which the first line of the output tells.
//
//   node gateway.mjs FOLDER ['{"NAME": "value"}']     FOLDER has the bootstrap; the variables are added to the function's environment
//
//   POST /invoke             the body is the event, as for the Invoke call
//   ANY  /{v1|v2|alb}/...    the request becomes an event of that kind
//
// Either is answered with what the function answered, as it is; an error has the header X-Amz-Function-Error, as from Lambda. Ends, and the
// function with it, when its input does.

import { createServer } from "node:http"
import { createFunction } from "./emulator.mjs"
import { kinds, makeEvent } from "./events.mjs"

const [folder, variables = "{}"] = process.argv.slice(2)
const lambda = await createFunction(folder, JSON.parse(variables))

const server = createServer(async (request, response) => {
  try {
    const { payload, error } = await lambda.invoke(await readEvent(request))
    if (error) {
      response.setHeader("X-Amz-Function-Error", error)
    }
    response.setHeader("Content-Type", "application/json")
    response.end(payload)
  } catch (fault) {
    response.statusCode = 502
    response.end(fault.stack)
  }
})

async function readEvent(request) {
  const parts = []
  for await (const part of request) {
    parts.push(part)
  }
  const body = Buffer.concat(parts)
  if (request.url === "/invoke") {
    return body.toString()
  }
  const [, kind, target] = /^\/([^/]+)(\/.*)$/.exec(request.url) ?? []
  if (!kinds.includes(kind)) {
    throw new Error(`${request.url} is neither /invoke nor below one of ${kinds.join(", ")}.`)
  }
  return JSON.stringify(makeEvent(kind, { method: request.method, target, rawHeaders: request.rawHeaders, body }))
}

server.listen(0, "127.0.0.1", () => console.log(`Gateway on http://127.0.0.1:${server.address().port}`))

process.stdin.on("end", async () => {
  server.close()
  server.closeAllConnections()
  await lambda.stop()
})
process.stdin.resume()
