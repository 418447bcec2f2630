// Checks a CloudFormation template with AWS's own validator and prints its findings, one JSON object a line.
//
//   node validate.mjs <template.json>

import { createRequire } from "node:module";

const { RegoEngine, TemplateFile } = createRequire(import.meta.url)("@aws/cloudformation-validate");

const engine = new RegoEngine();
try {
  const report = engine.validateStandard(new TemplateFile(process.argv[2]));
  for (const finding of report.diagnostics) {
    console.log(JSON.stringify(finding));
  }
} finally {
  engine.free();
}
