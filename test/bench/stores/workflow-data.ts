import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const stepsOfARun = 2;
/** One run in so many is under way. */
export const runningEvery = 50;

/**
 * Writes a data folder in the form of `@workflow/world-local` 4.4.1: runs a second apart, each with its
 * steps.
 */
export function writeWorkflowData(
  folder: string,
  runs: number,
  now: number,
  messageOf: MessageOf = () => undefined,
): void {
  for (const name of ['runs', 'steps', 'events', 'waits', 'hooks'])
    mkdirSync(join(folder, name), { recursive: true });
  for (let at = 0; at < runs; at += 1) writeRun(folder, at, now - at * 1_000, messageOf(at));
}

/** What the run failed with; `undefined` for one that has not failed. */
type MessageOf = (at: number) => string | undefined;

function writeRun(folder: string, at: number, createdAt: number, message: string | undefined): void {
  const runId = `wrun_${ulid(createdAt, at)}`;
  const time = (ms: number) => new Date(createdAt + ms).toISOString();
  const isRunning = at % runningEvery === 0;
  const times = { createdAt: time(2), startedAt: time(5), updatedAt: time(900), specVersion: 3 };
  write(join(folder, 'runs', `${runId}.json`), {
    runId,
    deploymentId: 'dpl_bench',
    workflowName: `workflow//./src/flows//flow${at % 9}`,
    executionContext: { traceCarrier: {}, workflowCoreVersion: '4.8.9', features: { encryption: false } },
    input: encoded(`[[1],{"at":2,"email":3},${at},"user${at}@example.com"]`),
    ...endOf(isRunning, message, time(900)),
    ...times,
  });
  for (let step = 0; step < stepsOfARun; step += 1) {
    const stepId = `step_${ulid(createdAt, step)}`;
    write(join(folder, 'steps', `${runId}-${stepId}.json`), {
      runId,
      stepId,
      stepName: `step//./src/flows//step${step}`,
      status: 'completed',
      attempt: 1,
      input: encoded('[{"args":1,"closureVars":-1,"thisVal":-1},[]]'),
      output: encoded('["done"]'),
      completedAt: time(800),
      ...times,
    });
  }
}

function endOf(isRunning: boolean, message: string | undefined, completedAt: string): object {
  if (message !== undefined)
    return { status: 'failed', error: { message, stack: `Error: ${message}\n    at work` }, completedAt };
  if (isRunning) return { status: 'running' };
  return { status: 'completed', output: encoded(`["${'x'.repeat(300)}"]`), completedAt };
}

function write(path: string, value: object): void {
  writeFileSync(path, JSON.stringify(value, undefined, 2));
}

function encoded(text: string): object {
  return { __type: 'Uint8Array', data: Buffer.from(`devl${text}`).toString('base64') };
}

function ulid(at: number, number: number): string {
  return inDigits(at, 10) + inDigits(number, 16);
}

function inDigits(value: number, length: number): string {
  let text = '';
  for (let left = value; text.length < length; left = Math.floor(left / 32))
    text = digits.charAt(left % 32) + text;
  return text;
}
