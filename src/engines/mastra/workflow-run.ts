import { summarizeFailure } from '../../model/failure/summarize-failure.ts';
import { isRecord } from '../../model/is-record.ts';
import type { RunError, RunSummary } from '../../model/run.ts';
import type { RunStatus } from '../../model/status.ts';
import { formatTime } from '../../model/text/formats.ts';
import type { RunDetails } from '../kit/define-store.ts';
import { toRecordedError } from '../kit/serialized-error.ts';
import type { WorkItem } from '../kit/work-items.ts';
import type { Brief, ListedStep } from './mastra-file.ts';
import { type MastraRow, statuses, trigger } from './run-list.ts';

type Around = {
  readonly brief: Brief | undefined;
  /** The id of the run that this one is a step of. */
  readonly parentId: string | undefined;
  readonly strandedBy: string | undefined;
};

/** A workflow as lists show it. */
export function toWorkflowSummary(row: MastraRow, { brief, parentId, strandedBy }: Around): RunSummary {
  const { id, name, state, createdAt } = row;
  const status = statusOf(state);
  const steps = brief?.steps ?? [];
  const [first] = steps.flatMap(({ from }) => from ?? []).sort((a, b) => a - b);
  const isOpen = (step: ListedStep, word: string) => status === statusOf(word) && step.status === word;
  const suspended = steps.filter(step => isOpen(step, 'suspended'));
  const sleeping = steps.filter(step => isOpen(step, 'waiting'));
  const failed = steps.findLast(step => step.status === 'failed');
  const wakes = sleeping.flatMap(({ id, from }) => wakeTime(brief?.graph, id, from) ?? []);
  const pauses = [
    ...suspended.map(({ paused, from }) => paused ?? from),
    ...sleeping.map(({ from }) => from),
  ];
  return {
    ...{ id, kind: 'workflow', name, status, trigger, createdAt },
    ...(status === 'unknown' ? { statusRaw: state ?? 'unreadable' } : {}),
    ...(brief?.resource ? { actor: brief.resource } : {}),
    ...(state === 'paused' ? { statusLabel: 'Paused' } : {}),
    ...(strandedBy === undefined ? {} : { strandedBy }),
    ...(wakes.length === 0 ? {} : { wakeAt: Math.min(...wakes) }),
    ...(suspended.length === 0 ? {} : { waitingFor: suspended.map(step => step.id).join(', ') }),
    queuedAt: createdAt,
    ...(status === 'queued' ? {} : { startedAt: first ?? createdAt }),
    ...(row.finishedAt === null ? {} : { finishedAt: Math.max(row.finishedAt, first ?? createdAt) }),
    ...pausedOf(steps),
    ...(pauses.length === 0 ? {} : { pausedAt: Math.max(...pauses.map(at => at ?? createdAt)) }),
    ...{ models: [], services: [], stepCount: steps.length },
    ...(parentId === undefined ? {} : { parentId }),
    ...retryOf(row),
    ...(status === 'failed' && brief?.error !== undefined
      ? { errorSummary: summarizeFailure({ error: toRecordedError(brief.error), step: failed?.id, name }) }
      : {}),
  };
}

export function statusOf(state: string | null): RunStatus {
  return (state === null ? undefined : statuses[state]) ?? 'unknown';
}

const again = '.again.';

/** The id of a run that repeats another names that. */
export function againKey(origin: string, wanted: string): string {
  return `${origin}${again}${wanted.slice(-8)}`;
}

function retryOf({ name, key }: MastraRow): Pick<RunSummary, 'retryOf'> {
  const at = key.lastIndexOf(again);
  return at > 0 ? { retryOf: `${name}:${key.slice(0, at)}` } : {};
}

/** Unknown where another step ran meanwhile. */
function pausedOf(steps: readonly ListedStep[]): Pick<RunSummary, 'pausedMs'> {
  const spans = steps.flatMap(({ id, from, to, paused, resumed }) => {
    if (from === null) return [];
    if (id.startsWith('sleep_')) return to === null ? [] : [{ from, to, isPause: true }];
    if (resumed === null) return [{ from, to: to ?? paused ?? from, isPause: false }];
    return [{ from: paused ?? from, to: resumed, isPause: true }];
  });
  const pauses = spans.filter(({ isPause }) => isPause);
  const isShared = pauses.some(pause =>
    spans.some(other => other !== pause && other.from < pause.to && pause.from < other.to),
  );
  return isShared ? {} : { pausedMs: pauses.reduce((sum, { from, to }) => sum + Math.max(0, to - from), 0) };
}

/** The length of a sleep stands in the graph of the steps, unless a function of the workflow gives it. */
function wakeTime(graph: unknown, id: string, from: number | null): number | undefined {
  const entry = entryOf(graph, id);
  if (typeof entry?.date === 'string') return Date.parse(entry.date) || undefined;
  return typeof entry?.duration === 'number' && from !== null ? from + entry.duration : undefined;
}

type Entry = Readonly<Record<string, unknown>>;

/** An entry of the graph; steps are in entries, and entries in those of loops and branches. */
export function entryOf(graph: unknown, id: string): Entry | undefined {
  if (Array.isArray(graph)) return graph.map(inner => entryOf(inner, id)).find(found => found !== undefined);
  if (!isRecord(graph)) return undefined;
  if (graph.id === id) return graph;
  return entryOf(graph.step, id) ?? entryOf(graph.steps, id);
}

/** A workflow with its payloads, as far as its snapshot can be read. */
export function toWorkflowDetails(row: MastraRow, whole: unknown, stacks: Stacks): RunDetails {
  const { context, result, error, ...snapshot } = recordOf(whole);
  const { input } = recordOf(context);
  const failed = Object.entries(recordOf(context)).findLast(([, step]) => recordOf(step).status === 'failed');
  const thrown = failed && stacks(failed[0]);
  const known = error === undefined ? undefined : toRecordedError(error);
  return {
    ...(input === undefined ? {} : { input }),
    ...(result === undefined ? {} : { output: result }),
    ...(known && row.state !== 'success'
      ? { error: { ...known, ...withStack(known, thrown), ...(failed && { stepId: failed[0] }) } }
      : {}),
    raw: {
      ...{ workflow: row.name, runId: row.key, status: row.state },
      ...(snapshot.requestContext ? { requestContext: snapshot.requestContext } : {}),
      ...(snapshot.resumeLabels ? { resumeLabels: snapshot.resumeLabels } : {}),
    },
  };
}

/** What the spans tell of the failure of a step. */
export type Stacks = (step: string) => RunError | undefined;

function withStack({ message }: RunError, thrown: RunError | undefined): Pick<RunError, 'stack'> {
  return thrown?.stack !== undefined && thrown.message === message ? { stack: thrown.stack } : {};
}

type Links = { readonly stacks: Stacks; readonly childOf: (step: string) => string | undefined };

/** The steps, by their start, without the attempts before the last, which Mastra does not keep. */
export function toStepItems(row: MastraRow, whole: unknown, { stacks, childOf }: Links): readonly WorkItem[] {
  const { context, serializedStepGraph: graph, stepExecutionPath: path } = recordOf(whole);
  const times = new Map(
    Array.isArray(path) ? path.map(id => [id, path.filter(one => one === id).length]) : [],
  );
  const items = Object.entries(recordOf(context)).flatMap(([id, step]): readonly WorkItem[] => {
    if (id === 'input' || !isRecord(step)) return [];
    const childId = childOf(id);
    const output = step.output ?? askedBy(step);
    const isSleep = id.startsWith('sleep_');
    const from = timeOf(step.startedAt) ?? row.createdAt;
    const isOver = row.finishedAt !== null;
    const endedAt = timeOf(step.endedAt) ?? (isOver ? Math.max(from, row.finishedAt ?? from) : undefined);
    const known = step.error === undefined ? undefined : toRecordedError(step.error);
    const wakeAt = isSleep && endedAt === undefined ? wakeTime(graph, id, from) : undefined;
    return [
      {
        ...{ id, name: isSleep ? 'sleep' : id, type: typeOf(step, { isSleep, childId }), createdAt: from },
        status: stepStatus(step.status, isOver),
        ...(endedAt === undefined ? {} : { endedAt }),
        ...(wakeAt === undefined ? {} : { wakeAt }),
        ...(childId === undefined ? {} : { childId }),
        attempt: times.get(id) ?? 1,
        ...(step.payload === undefined || isSleep ? {} : { input: () => step.payload }),
        ...(output === undefined || isSleep ? {} : { output: () => output }),
        ...(known ? { error: { ...known, ...withStack(known, stacks(id)) } } : {}),
        attributes: { resumePayload: step.resumePayload, ...recordOf(step.metadata) },
      },
    ];
  });
  return items.sort((a, b) => a.createdAt - b.createdAt);
}

function typeOf(
  step: Entry,
  { isSleep, childId }: { readonly isSleep: boolean; readonly childId?: string | undefined },
): string {
  if (isSleep) return 'sleep';
  if (childId !== undefined) return 'workflow';
  return step.suspendedAt !== undefined || step.resumedAt !== undefined ? 'hook' : 'action';
}

/** What was open when the run ended was given up with it. */
function stepStatus(word: unknown, isOver: boolean): RunStatus {
  const status = typeof word === 'string' ? statusOf(word) : 'unknown';
  const isOpen = status === 'running' || status === 'sleeping' || status === 'waiting' || status === 'queued';
  return isOpen && isOver ? 'canceled' : status;
}

/** What a suspended step asks for, without Mastra's own notes. */
function askedBy({ suspendPayload }: Entry): Entry | undefined {
  const { __workflow_meta: _, ...asked } = recordOf(suspendPayload);
  return Object.keys(asked).length === 0 ? undefined : asked;
}

export function recordOf(value: unknown): Entry {
  return isRecord(value) ? value : {};
}

function timeOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** Why nothing runs an active workflow, where the locks of its file tell. */
export function strandedReason({ state, updatedAt }: MastraRow, ask: () => readonly number[] | undefined) {
  const isRun = state === 'running' || state === 'waiting' || state === 'pending';
  const openedSince = isRun ? ask() : undefined;
  if (openedSince === undefined) return undefined;
  if (openedSince.length === 0) return 'no process has the file open: start the application, then restart it';
  const first = Math.min(...openedSince);
  if (updatedAt + marginMs >= first) return undefined;
  return `the application began at ${formatTime(first)} and left it behind: restart it, or end it`;
}

/** The start of a process is known about so exactly. */
const marginMs = 500;
