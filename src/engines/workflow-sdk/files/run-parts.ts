import { join } from 'node:path';
import { createYielding } from '../../../async/yield-to-event-loop.ts';
import { isRecord } from '../../../model/is-record.ts';
import { keepRecent } from '../../../model/keep-recent.ts';
import { isActive, toStatus } from '../../../model/status.ts';
import {
  folders,
  type LargeFiles,
  type LargeOptions,
  omitPayload,
  type ReadFile,
  readJson,
  readJsonNow,
  storedLength,
} from './data-files.ts';
import { createNameGroups } from './name-groups.ts';
import { type EventRecord, type Members, type StepRecord, toEventRecord, toStepRecord } from './records.ts';

export type RunParts = ReturnType<typeof createRunParts>;

const maxEnded = 100_000;

/** Unreadable steps and events are left out. */
export function createRunParts(dataFolder: string, large: LargeFiles) {
  const stepsFolder = join(dataFolder, folders.steps);
  const eventsFolder = join(dataFolder, folders.events);
  const stepNames = createNameGroups(stepsFolder);
  const eventNames = createNameGroups(eventsFolder);
  const readEvents = createEventReader(eventsFolder, large);
  const ended = new Set<string>();

  function keepEnded(name: string): void {
    if (ended.size >= maxEnded) ended.clear();
    ended.add(name);
  }

  return {
    /** Call before reading the steps of many runs. */
    refreshSteps: stepNames.refresh,
    stepCount: (runId: string) => stepNames.namesNow(runId).length,
    /** Synchronous, as is `stepCount` when the names are not known yet. */
    stepsNow: (runId: string): readonly StepRecord[] =>
      stepNames
        .namesNow(runId)
        .flatMap(name => toPart(readJsonNow(join(stepsFolder, name)), toStepRecord) ?? [])
        .sort(compareSteps),
    /** Without payloads, large files have sizes in their place. */
    async steps(
      runId: string,
      { withPayloads = false, isLazy, signal }: { readonly withPayloads?: boolean } & LargeOptions = {},
    ): Promise<readonly StepRecord[]> {
      await stepNames.refresh(signal);
      const wanted = withPayloads ? ['input', 'output', 'error'] : ['error'];
      const readLarge = (path: string) => large.read(path, wanted, { isLazy, signal });
      const found = await readSteps(stepsFolder, stepNames.namesOf(runId), readLarge, signal);
      return found.map(({ step }) => step).sort(compareSteps);
    },
    async openSteps(runId: string, signal?: AbortSignal): Promise<readonly StepRecord[]> {
      await stepNames.refresh(signal);
      const names = stepNames.namesOf(runId).filter(name => !ended.has(name));
      const readLarge = (path: string) => large.read(path, [], { signal });
      const found = await readSteps(stepsFolder, names, readLarge, signal);
      return found.flatMap(({ name, step }) => {
        if (isActive({ status: toStatus(step.status) })) return step;
        keepEnded(name);
        return [];
      });
    },
    /** In order. */
    async events(runId: string, signal?: AbortSignal): Promise<readonly EventRecord[]> {
      await eventNames.refresh(signal);
      return readEvents(runId, eventNames.namesOf(runId), signal);
    },
  };
}

/** Events never change, so each is read once. */
function createEventReader(folder: string, large: LargeFiles) {
  const keptOf = createRecentRuns<EventRecord>();
  return async (runId: string, names: readonly string[], signal: AbortSignal | undefined) => {
    const known = keptOf(runId);
    const yielding = createYielding(signal);
    const found: EventRecord[] = [];
    for (const name of names) {
      const event = known.get(name) ?? (await readEvent(join(folder, name), large, signal));
      if (event) {
        known.set(name, event);
        found.push(event);
      }
      if (yielding.isDue()) await yielding.yieldNow();
    }
    await yielding.yieldNow();
    found.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
    await yielding.yieldNow();
    return found;
  };
}

/** An open run is read again on every change. */
const maxRuns = 4;

/** A cache per run, by file name, of the last few runs; for files that never change. */
export function createRecentRuns<Read>(): (runId: string) => Map<string, Read> {
  const kept = keepRecent<string, Map<string, Read>>(maxRuns);
  return runId => {
    const known = kept.get(runId) ?? new Map<string, Read>();
    kept.set(runId, known);
    return known;
  };
}

/** By creation: the time in a step's id is the run's. */
function compareSteps(a: StepRecord, b: StepRecord): number {
  return (a.createdAt ?? 0) - (b.createdAt ?? 0) || (a.id < b.id ? -1 : 1);
}

type FoundStep = { readonly name: string; readonly step: StepRecord };

async function readSteps(
  folder: string,
  names: readonly string[],
  readLarge: (path: string) => Promise<ReadFile>,
  signal: AbortSignal | undefined,
): Promise<readonly FoundStep[]> {
  const steps: FoundStep[] = [];
  const yielding = createYielding(signal);
  for (const name of names) {
    const step = toPart(await readJson(join(folder, name), readLarge), toStepRecord);
    if (step) steps.push({ name, step });
    if (yielding.isDue()) await yielding.yieldNow();
  }
  return steps;
}

/** Inputs and outputs are read from the files of runs and steps instead. */
async function readEvent(path: string, large: LargeFiles, signal: AbortSignal | undefined) {
  const file = await readJson(path, () => large.read(path, ['payload', 'metadata', 'error'], { signal }));
  const event = toPart(file, toEventRecord);
  return event && { ...event, data: withoutCopies(event.data) };
}

/** In characters; longer copies are omitted. */
const maxCopied = 4096;

/** Omits payloads that other files hold too, because events stay in memory. */
function withoutCopies(data: EventRecord['data']): EventRecord['data'] {
  const copies = ['input', 'output', 'result'].filter(
    name => data[name] !== undefined && storedLength(data[name]) > maxCopied,
  );
  if (copies.length === 0) return data;
  return { ...data, ...Object.fromEntries(copies.map(name => [name, omitPayload(data[name])])) };
}

function toPart<Part>(file: ReadFile, toPart: (members: Members) => Part | undefined): Part | undefined {
  return file.type === 'read' && isRecord(file.value) ? toPart(file.value) : undefined;
}
