// Checks CloudFormation templates with AWS's own validator and prints every finding from a warning upwards, one line each.
//
//   node validate.mjs <template.json>...

import { createRequire } from "node:module";

const { CelEngine, TemplateFile } = createRequire(import.meta.url)("@aws/cloudformation-validate");

const engine = new CelEngine();
try {
  for (const template of process.argv.slice(2)) {
    for (const finding of engine.validateStandard(new TemplateFile(template), { severityLevel: "WARN" }).diagnostics) {
      console.log(`${finding.ruleId} ${finding.entity?.logicalId ?? ""} ${finding.propertyPath ?? ""}: ${finding.message}`);
    }
  }
} finally {
  engine.free();
}
