import { join } from 'node:path';
import { createTurns } from '../scanned/take-turns.ts';
import { isRecord } from '../stored-run.ts';
import { folders, readJsonNow } from './data-files.ts';
import { createNameGroups } from './name-groups.ts';
import { type EventRecord, type Members, type StepRecord, toEventRecord, toStepRecord } from './records.ts';

/** The steps and events of runs; those that cannot be read are left out, for they say nothing. */
export type RunParts = {
  /** To be called where steps of many runs will be asked for. */
  readonly refreshSteps: (signal?: AbortSignal) => Promise<void>;
  readonly stepCount: (runId: string) => number;
  /** Reads at once, as does `stepCount` where the names are not known yet. */
  readonly stepsNow: (runId: string) => readonly StepRecord[];
  readonly steps: (runId: string, signal?: AbortSignal) => Promise<readonly StepRecord[]>;
  /** In the order in which they happened. */
  readonly events: (runId: string, signal?: AbortSignal) => Promise<readonly EventRecord[]>;
};

export function createRunParts(dataFolder: string): RunParts {
  const stepsFolder = join(dataFolder, folders.steps);
  const eventsFolder = join(dataFolder, folders.events);
  const stepNames = createNameGroups(stepsFolder);
  const eventNames = createNameGroups(eventsFolder);
  const events = createEventReader(eventsFolder);
  return {
    refreshSteps: stepNames.refresh,
    stepCount: runId => stepNames.namesNow(runId).length,
    stepsNow: runId =>
      stepNames
        .namesNow(runId)
        .flatMap(name => readPart(join(stepsFolder, name), toStepRecord))
        .sort(compareSteps),
    steps: async (runId, signal) => {
      await stepNames.refresh(signal);
      const steps = await readParts(stepsFolder, stepNames.namesOf(runId), toStepRecord, signal);
      return steps.sort(compareSteps);
    },
    events: async (runId, signal) => {
      await eventNames.refresh(signal);
      return events.read(runId, eventNames.namesOf(runId), signal);
    },
  };
}

/** Events of so many runs are kept, for whoever follows a run asks for them again and again. */
const mostRunsKept = 4;

/** An event is written once and never changed, so only new ones are read. */
function createEventReader(folder: string) {
  const kept = new Map<string, Map<string, EventRecord>>();

  return {
    read: async (runId: string, names: readonly string[], signal: AbortSignal | undefined) => {
      const known = kept.get(runId) ?? new Map<string, EventRecord>();
      kept.delete(runId);
      const turns = createTurns(signal);
      const found: EventRecord[] = [];
      for (const name of names) {
        const event = known.get(name) ?? readPart(join(folder, name), toEventRecord)[0];
        if (event) {
          known.set(name, event);
          found.push(event);
        }
        if (turns.isDue()) await turns.take();
      }
      kept.set(runId, known);
      const [oldest] = kept.keys();
      if (kept.size > mostRunsKept && oldest !== undefined) kept.delete(oldest);
      await turns.take();
      return found.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
    },
  };
}

/** By when they came to be: the time in their ids is that of the run. */
function compareSteps(a: StepRecord, b: StepRecord): number {
  return (a.createdAt ?? 0) - (b.createdAt ?? 0) || (a.id < b.id ? -1 : 1);
}

async function readParts<Part>(
  folder: string,
  names: readonly string[],
  toPart: (members: Members) => Part | undefined,
  signal: AbortSignal | undefined,
): Promise<Part[]> {
  const parts: Part[] = [];
  const turns = createTurns(signal);
  for (const name of names) {
    parts.push(...readPart(join(folder, name), toPart));
    if (turns.isDue()) await turns.take();
  }
  return parts;
}

function readPart<Part>(path: string, toPart: (members: Members) => Part | undefined): readonly Part[] {
  const file = readJsonNow(path);
  const part = file.type === 'read' && isRecord(file.value) ? toPart(file.value) : undefined;
  return part === undefined ? [] : [part];
}
