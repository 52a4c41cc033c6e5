import type { RunEvent, RunWriter } from '../../../src/contract/run-events.ts';
import type { Recorder } from '../../../src/recorder/recorder.ts';
import { createRunRegistry } from '../../../src/recorder/run/run-registry.ts';
import { executeRun } from '../../../src/recorder/work/open-run.ts';
import { createActions } from '../../../src/recorder/work/scope-actions.ts';
import { recordRun } from '../programs/record-run.ts';

/** The events of so many whole runs, as the recorder writes them. */
export async function recordEvents(runs: number): Promise<readonly (readonly RunEvent[])[]> {
  let events: RunEvent[] = [];
  const writer: RunWriter = {
    write: more => void events.push(...more),
    flush: async () => {},
    onCancelRequested: () => () => {},
    close: async () => {},
  };
  const registry = createRunRegistry(writer, Date.now);
  const recorder: Pick<Recorder, 'run'> = {
    run: (about, work) => executeRun(registry.open('workflow', about.workflow, about), createActions, work),
  };
  const recorded: (readonly RunEvent[])[] = [];
  for (let number = 1; number <= runs; number += 1) {
    await recordRun(recorder, number);
    recorded.push(events);
    events = [];
  }
  registry.stop();
  return recorded;
}
