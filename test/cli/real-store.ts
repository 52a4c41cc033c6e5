import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunEvent } from '../../src/contract/run-events.ts';
import { openRunWriter } from '../../src/database/sqlite/write/open-run-writer.ts';
import type { Run } from '../../src/model/run.ts';
import { createHome } from '../targets/temporary-home.ts';
import { sampleRuns } from './sample-runs.ts';

/** The files of each store that was written before, by its runs: a copy takes a part of the time. */
const written = new WeakMap<readonly Run[], ReadonlyMap<string, Buffer>>();

/** A temporary home whose project has a real store with these runs, which nobody owns. */
export async function createHomeWithStore(
  runs: readonly Run[] = sampleRuns,
): Promise<ReturnType<typeof createHome>> {
  const home = createHome();
  const folder = join(home.cwd, '.runlens');
  mkdirSync(folder);
  const files = written.get(runs);
  if (files === undefined) {
    await writeStore(join(folder, 'runs.db'), runs);
    written.set(runs, new Map(readdirSync(folder).map(name => [name, readFileSync(join(folder, name))])));
  }
  for (const [name, bytes] of files ?? []) writeFileSync(join(folder, name), bytes, { mode: 0o600 });
  return home;
}

async function writeStore(path: string, runs: readonly Run[]): Promise<void> {
  const writer = await openRunWriter({ path, owner: 'none' });
  writer.write(runs.flatMap(toEvents));
  await writer.flush();
  await writer.close();
}

function toEvents(run: Run): readonly RunEvent[] {
  const { error } = run;
  return [
    {
      type: 'run-created',
      ...run,
      input: toText(run.input),
      output: toText(run.output),
      error: error && { ...error, value: JSON.stringify(error.value), stepName: run.errorSummary?.step },
    },
    ...(run.steps ?? []).map(
      (step): RunEvent => ({
        ...step,
        type: 'step-put',
        runId: run.id,
        stepType: step.type,
        input: toText(step.input),
        output: toText(step.output),
        error: toText(step.error),
      }),
    ),
    ...(run.trace?.spans ?? []).map(
      (span): RunEvent => ({ ...span, type: 'span-put', runId: run.id, attributes: toText(span.attributes) }),
    ),
    ...(run.trace?.logs ?? []).map(
      (log): RunEvent => ({ ...log, type: 'log-added', runId: run.id, attributes: toText(log.attributes) }),
    ),
    ...(run.messages ?? []).map(
      (message): RunEvent => ({
        type: 'message-put',
        runId: run.id,
        id: message.id,
        message: JSON.stringify(message),
      }),
    ),
  ];
}

function toText(value: unknown): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}
