import type { ErrorSummary, RunKind, RunSummary, Trigger, UsageItem } from '../../../model/run.ts';
import { isActive, type RunStatus, toStatus } from '../../../model/status.ts';
import { countMessages } from '../messages/model-calls.ts';
import type { SpanEntry } from '../spans/span-entry.ts';
import { spansAround } from './ancestors.ts';
import { readTold, type ToldStatus } from './reported-status.ts';
import { findHeads, findSteps, type Heads, hasEngineSpans, topmostAgents } from './run-roots.ts';
import { sortSteps } from './sort-steps.ts';
import { errorBy } from './span-logs.ts';
import { sumUsage, totalCost } from './sum-usage.ts';
import { earliest, type RunPart } from './trace-group.ts';

/** What there is of one run: parts of one trace or of several. */
export type RunGroup = { readonly id: string; readonly parts: readonly RunPart[] };

export type SummarizedRun = {
  readonly summary: RunSummary;
  readonly usage: readonly UsageItem[];
  /** The parts by the start of their heads, each with these. */
  readonly parts: readonly { readonly part: RunPart; readonly heads: Heads }[];
  /** Spans that are steps, by start. */
  readonly steps: readonly SpanEntry[];
  readonly failure?: Failure;
};

/** The status, in the store's own word, of a run whose first span is not there. */
const rootMissing = 'root missing';

const noMessage = 'no message was recorded';

export function summarizeRun({ id, parts: given }: RunGroup): SummarizedRun | undefined {
  const parts = given
    .map(part => ({ part, heads: findHeads(id, part) }))
    .sort((a, b) => startOf(a.heads) - startOf(b.heads));
  const head = parts[0]?.heads.spans[0];
  const last = parts.at(-1);
  if (!head || !last) return undefined;
  const entries = given.flatMap(({ entries }) => entries);
  const isEngine = hasEngineSpans(entries);
  const steps = sortSteps(
    parts.flatMap(({ part, heads }) => findSteps(heads, part, isEngine)),
    given,
  );
  const told = readTold(id, entries);
  const status = told?.status ?? statusOf(last.heads);
  const failure = status === 'failed' ? failureOf(last.heads, steps, told) : undefined;
  const usage = sumUsage(given);
  const heads = parts.flatMap(({ heads: { spans } }) => spans);
  const kind = kindOf(id, heads, given);
  const createdAt = Math.floor(head.startAt);
  const startedAt = told?.startedAt ?? head.startAt;
  const hasEnded = !isActive({ status });
  const endedAt = told?.endedAt ?? latestEnd(heads);
  const summary: RunSummary = {
    id,
    kind,
    name: nameOf(kind, heads, entries),
    status,
    ...(status === 'unknown' ? { statusRaw: rootMissing } : {}),
    trigger: triggerOf(head),
    actor: heads.find(({ facts }) => facts?.actor !== undefined)?.facts?.actor,
    project: head.service,
    createdAt,
    ...(status === 'queued' ? {} : { startedAt: Math.floor(startedAt) }),
    finishedAt: hasEnded ? Math.floor(Math.max(endedAt, startedAt)) : undefined,
    costUsd: totalCost(usage),
    models: modelsOf(given),
    services: distinct(entries.flatMap(entry => (isPlumbing(entry) ? [] : (entry.facts?.services ?? [])))),
    stepCount: steps.length,
    messageCount: countMessages(given),
    attempt: head.facts?.attempt,
    parentId: parentOf(id, parts),
    errorSummary: failure && errorOf(failure, given),
  };
  return { summary, usage, parts, steps, ...(failure ? { failure } : {}) };
}

/** What a workflow engine does for itself. */
function isPlumbing({ name }: SpanEntry): boolean {
  return name.startsWith('world.') || name === 'queue.publish';
}

/** A span around others often says again which model those asked, less exactly. */
function modelsOf(parts: readonly RunPart[]): readonly string[] {
  const hasModel = ({ facts }: SpanEntry) => facts?.model !== undefined;
  return distinct(
    parts.flatMap(part => {
      const around = spansAround(part, hasModel);
      return part.entries.flatMap(({ id, facts }) => (around.has(id) ? [] : (facts?.model ?? [])));
    }),
  );
}

function latestEnd(heads: readonly SpanEntry[]): number {
  return heads.reduce((latest, { endAt }) => Math.max(latest, endAt), 0);
}

function startOf({ spans }: Heads): number {
  return spans[0]?.startAt ?? 0;
}

/**
 * A span is there when it has ended, so a run has ended when its head is there. The last trace tells how. A
 * word that the head has for the run's status counts when it is one for an end: others may be older than the
 * span.
 */
function statusOf({ spans, areWhole }: Heads): RunStatus {
  if (!areWhole) return 'unknown';
  if (spans.some(({ isOpen }) => isOpen)) return 'running';
  if (spans.some(({ isFailed }) => isFailed)) return isCanceled(spans) ? 'canceled' : 'failed';
  const said = toStatus(spans.at(-1)?.facts?.runStatus ?? '');
  return said === 'unknown' || isActive({ status: said }) ? 'success' : said;
}

function isCanceled(spans: readonly SpanEntry[]): boolean {
  return spans.some(({ facts }) => toStatus(facts?.runStatus ?? '') === 'canceled');
}

/** The last head that failed, and the last step that did; one that has a name comes before what it called. */
type Failure = { readonly head?: SpanEntry; readonly step?: SpanEntry };

function failureOf({ spans }: Heads, steps: readonly SpanEntry[], told: ToldStatus | undefined): Failure {
  const isFailed = (entry: SpanEntry) => entry.isFailed;
  const failed = steps.filter(isFailed);
  const step = failed.findLast(({ facts }) => facts?.step !== undefined) ?? failed.at(-1);
  return { head: told?.failure ?? spans.findLast(isFailed), ...(step ? { step } : {}) };
}

/** What the head says, else what its step says. */
function errorOf({ head, step }: Failure, parts: readonly RunPart[]): ErrorSummary | undefined {
  const said = (entry: SpanEntry | undefined) => entry && errorBy(entry, partOf(entry, parts));
  const own = said(head);
  const error = own?.message === undefined ? (said(step) ?? own) : own;
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

function kindOf(id: string, heads: readonly SpanEntry[], parts: readonly RunPart[]): RunKind {
  const entries = parts.flatMap(part => part.entries);
  const head = heads.find(({ facts }) => facts?.operation !== undefined || facts?.agent !== undefined)?.facts;
  if (head?.operation === 'invoke_agent' || head?.operation === 'create_agent') return 'agent';
  const isWorkflow = entries.some(({ facts }) => facts?.runId === id || facts?.workflow !== undefined);
  if (isWorkflow || head?.operation === 'invoke_workflow') return 'workflow';
  if (entries.some(({ facts }) => facts?.conversation === id)) return 'agent';
  const agents = distinct(parts.flatMap(topmostAgents));
  if (agents.length > 1) return 'workflow';
  const isAgent = agents.length > 0 || entries.some(({ facts }) => facts?.operation === 'invoke_agent');
  return isAgent ? 'agent' : 'workflow';
}

function nameOf(kind: RunKind, heads: readonly SpanEntry[], entries: readonly SpanEntry[]): string {
  const field = kind === 'agent' ? 'agent' : 'workflow';
  const named = (among: readonly SpanEntry[]) =>
    earliest(among.filter(({ facts }) => facts?.[field] !== undefined))?.facts?.[field];
  return named(heads) ?? named(entries) ?? heads[0]?.name ?? '';
}

const [serverKind, consumerKind] = [2, 5];

/** How a run was started, as far as its first span tells. */
function triggerOf({ traceId, id, kind, facts }: SpanEntry): Trigger {
  const raw = `trace ${traceId}, span ${id}`;
  const request = [facts?.method, facts?.route].filter(Boolean).join(' ');
  if (kind === serverKind) return { type: 'api', label: ['API', request].filter(Boolean).join(' · '), raw };
  if (kind === consumerKind) {
    return { type: 'queue', label: ['Queue', facts?.destination].filter(Boolean).join(' · '), raw };
  }
  return { type: 'trace', label: 'Trace', raw };
}

/** The AI SDK calls every call of a tool `ai.toolCall`. */
export function nameOfStep({ facts, name }: SpanEntry): string {
  return facts?.step ?? (name === 'ai.toolCall' ? (facts?.tool ?? name) : name);
}

/** The run in whose trace this one runs. */
function parentOf(id: string, parts: SummarizedRun['parts']): string | undefined {
  for (const { part, heads } of parts) {
    for (const { parentId } of heads.spans) {
      if (parentId === undefined || part.has(parentId)) continue;
      let above = part.trace.entries.get(parentId);
      for (let way = 0; above && way < 1_000; way += 1) {
        const other = above.facts?.runId ?? above.facts?.conversation;
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
