import type { FailureKind } from '../data/failure-kinds.ts';

const innerFrames = `    at async withTimeout (/app/lib/with-timeout.ts:18:12)
    at async Client.request (/app/lib/http/client.ts:94:20)`;
const outerFrames = `    at async retry (/app/lib/retry.ts:31:14)
    at async Step.run (/app/node_modules/engine/dist/step.js:208:22)
    at async Step.attempt (/app/node_modules/engine/dist/step.js:171:9)
    at async Run.advance (/app/node_modules/engine/dist/run.js:96:7)
    at async Run.execute (/app/node_modules/engine/dist/run.js:61:5)
    at async Lane.take (/app/node_modules/engine/dist/lane.js:44:11)
    at async Lane.loop (/app/node_modules/engine/dist/lane.js:29:7)
    at async Worker.work (/app/node_modules/engine/dist/worker.js:115:5)
    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)`;

/** A stack of an engine on Node, with 14 lines. */
export function stackOf(kind: FailureKind, message: string, workflow: string, step: string): string {
  const place = `    at ${toCamelCase(step)} (/app/workflows/${workflow}/${step}.ts:41:11)`;
  return `${kind.name ?? 'Error'}: ${message}\n${innerFrames}\n${place}\n    at async run (/app/workflows/${workflow}/workflow.ts:23:18)\n${outerFrames}`;
}

function toCamelCase(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
