import type { ErrorSummary, RunKind, RunSummary, Trigger, UsageItem } from '../../../model/run.ts';
import { isActive, type RunStatus, toStatus } from '../../../model/status.ts';
import { countMessages } from '../messages/model-calls.ts';
import type { SpanEntry } from '../spans/span-entry.ts';
import { findAncestors } from './ancestors.ts';
import { type ReportedStatus, readReportedStatus } from './reported-status.ts';
import { findRoots, findSteps, hasEngineSpans, type RunRoots, topmostAgents } from './run-roots.ts';
import { sortSteps } from './sort-steps.ts';
import { spanErrorOf } from './span-logs.ts';
import { sumUsage, totalCost } from './sum-usage.ts';
import { earliest, type RunPart } from './trace-group.ts';

/** One run: its parts in one trace or several. */
export type RunGroup = { readonly id: string; readonly parts: readonly RunPart[] };

export type SummarizedRun = {
  readonly summary: RunSummary;
  readonly usage: readonly UsageItem[];
  /** The parts with their roots, by the start of the roots. */
  readonly parts: readonly { readonly part: RunPart; readonly roots: RunRoots }[];
  /** Spans that are steps, by start. */
  readonly steps: readonly SpanEntry[];
  readonly failure?: Failure;
};

/** The store's own status of a run whose root is not in the file. */
const rootMissing = 'root missing';

const noMessage = 'no message was recorded';

export function summarizeOtlpRun({ id, parts: given }: RunGroup): SummarizedRun | undefined {
  const parts = given
    .map(part => ({ part, roots: findRoots(id, part) }))
    .sort((a, b) => startOf(a.roots) - startOf(b.roots));
  const root = parts[0]?.roots.spans[0];
  const last = parts.at(-1);
  if (!root || !last) return undefined;
  const entries = given.flatMap(({ entries }) => entries);
  const isEngine = hasEngineSpans(entries);
  const steps = sortSteps(
    parts.flatMap(({ part, roots }) => findSteps(roots, part, isEngine)),
    given,
  );
  const reported = readReportedStatus(id, entries);
  const status = reported?.status ?? statusOf(last.roots);
  const failure = status === 'failed' ? failureOf(last.roots, steps, reported) : undefined;
  const usage = sumUsage(given);
  const roots = parts.flatMap(({ roots: { spans } }) => spans);
  const kind = kindOf(id, roots, given);
  const createdAt = Math.floor(root.startAt);
  const startedAt = reported?.startedAt ?? root.startAt;
  const hasEnded = !isActive({ status });
  const endedAt = reported?.endedAt ?? latestEnd(roots);
  const summary: RunSummary = {
    id,
    kind,
    name: nameOf(kind, roots, entries),
    status,
    ...(status === 'unknown' ? { statusRaw: rootMissing } : {}),
    trigger: triggerOf(root),
    actor: roots.find(({ attributes }) => attributes?.actor !== undefined)?.attributes?.actor,
    project: root.service,
    createdAt,
    ...(status === 'queued' ? {} : { startedAt: Math.floor(startedAt) }),
    finishedAt: hasEnded ? Math.floor(Math.max(endedAt, startedAt)) : undefined,
    costUsd: totalCost(usage),
    models: modelsOf(given),
    services: distinct(
      entries.flatMap(entry => (isEngineWork(entry) ? [] : (entry.attributes?.services ?? []))),
    ),
    stepCount: steps.length,
    messageCount: countMessages(given),
    attempt: root.attributes?.attempt,
    parentId: parentOf(id, parts),
    errorSummary: failure && errorOf(failure, given),
  };
  return { summary, usage, parts, steps, ...(failure ? { failure } : {}) };
}

/** Whether a span is a workflow engine's own work. */
function isEngineWork({ name }: SpanEntry): boolean {
  return name.startsWith('world.') || name === 'queue.publish';
}

/** A span around calls of models often repeats the model's name, less exactly: it does not count. */
function modelsOf(parts: readonly RunPart[]): readonly string[] {
  const hasModel = ({ attributes }: SpanEntry) => attributes?.model !== undefined;
  return distinct(
    parts.flatMap(part => {
      const ancestors = findAncestors(part, hasModel);
      return part.entries.flatMap(({ id, attributes }) =>
        ancestors.has(id) ? [] : (attributes?.model ?? []),
      );
    }),
  );
}

function latestEnd(roots: readonly SpanEntry[]): number {
  return roots.reduce((latest, { endAt }) => Math.max(latest, endAt), 0);
}

function startOf({ spans }: RunRoots): number {
  return spans[0]?.startAt ?? 0;
}

/**
 * A span is written when it ends, so a run has ended when its root is in the file. The last trace tells how.
 * The root's `workflow.run.status` counts only when it is a final one: any other may be older than the span's
 * end.
 */
function statusOf({ spans, areComplete }: RunRoots): RunStatus {
  if (!areComplete) return 'unknown';
  if (spans.some(({ isOpen }) => isOpen)) return 'running';
  if (spans.some(({ isFailed }) => isFailed)) return isCanceled(spans) ? 'canceled' : 'failed';
  const status = toStatus(spans.at(-1)?.attributes?.runStatus ?? '');
  return status === 'unknown' || isActive({ status }) ? 'success' : status;
}

function isCanceled(spans: readonly SpanEntry[]): boolean {
  return spans.some(({ attributes }) => toStatus(attributes?.runStatus ?? '') === 'canceled');
}

/** The last root and the last step that failed; a named step is preferred to the calls inside it. */
type Failure = { readonly root?: SpanEntry; readonly step?: SpanEntry };

function failureOf(
  { spans }: RunRoots,
  steps: readonly SpanEntry[],
  reported: ReportedStatus | undefined,
): Failure {
  const isFailed = (entry: SpanEntry) => entry.isFailed;
  const failed = steps.filter(isFailed);
  const step = failed.findLast(({ attributes }) => attributes?.step !== undefined) ?? failed.at(-1);
  return { root: reported?.failure ?? spans.findLast(isFailed), ...(step ? { step } : {}) };
}

/** The error of the root, else of the step. */
function errorOf({ root, step }: Failure, parts: readonly RunPart[]): ErrorSummary | undefined {
  const errorIn = (entry: SpanEntry | undefined) => entry && spanErrorOf(entry, partOf(entry, parts));
  const own = errorIn(root);
  const error = own?.message === undefined ? (errorIn(step) ?? own) : own;
  if (!error) return undefined;
  const { name, message = noMessage } = error;
  const stepName = step && nameOfStep(step);
  return {
    ...(name === undefined ? {} : { name }),
    message,
    ...(stepName === undefined ? {} : { step: stepName }),
  };
}

export function partOf({ traceId }: SpanEntry, parts: readonly RunPart[]): RunPart | undefined {
  return parts.find(({ trace }) => trace.id === traceId);
}

function kindOf(id: string, roots: readonly SpanEntry[], parts: readonly RunPart[]): RunKind {
  const entries = parts.flatMap(part => part.entries);
  const root = roots.find(
    ({ attributes }) => attributes?.operation !== undefined || attributes?.agent !== undefined,
  )?.attributes;
  if (root?.operation === 'invoke_agent' || root?.operation === 'create_agent') return 'agent';
  const isWorkflow = entries.some(
    ({ attributes }) => attributes?.runId === id || attributes?.workflow !== undefined,
  );
  if (isWorkflow || root?.operation === 'invoke_workflow') return 'workflow';
  if (entries.some(({ attributes }) => attributes?.conversation === id)) return 'agent';
  const agents = distinct(parts.flatMap(topmostAgents));
  if (agents.length > 1) return 'workflow';
  const isAgent =
    agents.length > 0 || entries.some(({ attributes }) => attributes?.operation === 'invoke_agent');
  return isAgent ? 'agent' : 'workflow';
}

function nameOf(kind: RunKind, roots: readonly SpanEntry[], entries: readonly SpanEntry[]): string {
  const field = kind === 'agent' ? 'agent' : 'workflow';
  const named = (among: readonly SpanEntry[]) =>
    earliest(among.filter(({ attributes }) => attributes?.[field] !== undefined))?.attributes?.[field];
  return named(roots) ?? named(entries) ?? roots[0]?.name ?? '';
}

const [serverKind, consumerKind] = [2, 5];

/** How the run was started, as far as its first span tells. */
function triggerOf({ traceId, id, kind, attributes }: SpanEntry): Trigger {
  const raw = `trace ${traceId}, span ${id}`;
  const request = [attributes?.method, attributes?.route].filter(Boolean).join(' ');
  if (kind === serverKind) return { type: 'api', label: ['API', request].filter(Boolean).join(' · '), raw };
  if (kind === consumerKind) {
    return { type: 'queue', label: ['Queue', attributes?.destination].filter(Boolean).join(' · '), raw };
  }
  return { type: 'trace', label: 'Trace', raw };
}

/** The AI SDK names every span of a tool call `ai.toolCall`. */
export function nameOfStep({ attributes, name }: SpanEntry): string {
  return attributes?.step ?? (name === 'ai.toolCall' ? (attributes?.tool ?? name) : name);
}

/** The run inside whose trace this one runs. */
function parentOf(id: string, parts: SummarizedRun['parts']): string | undefined {
  for (const { part, roots } of parts) {
    for (const { parentId } of roots.spans) {
      if (parentId === undefined || part.has(parentId)) continue;
      let above = part.trace.entries.get(parentId);
      for (let depth = 0; above && depth < 1_000; depth += 1) {
        const other = above.attributes?.runId ?? above.attributes?.conversation;
        if (other !== undefined && other !== id) return other;
        above = part.trace.entries.get(above.parentId ?? '');
      }
    }
  }
  return undefined;
}

function distinct(values: readonly string[]): readonly string[] {
  return [...new Set(values)];
}
