import type { RunKind, RunSummary, Trigger, UsageItem } from '../../../model/run.ts';
import { isActive } from '../../../model/status.ts';
import { consumerKind, type SpanEntry, serverKind } from '../spans/span-entry.ts';
import { countMessages } from './model-calls.ts';
import { errorSummaryOf, type Failure, failureOf, type Outcome } from './run-outcome.ts';
import { findSteps, hasEngineSpans, topmostAgents } from './run-roots.ts';
import { earliest, entriesOf, entryIn, findAncestors, joined, type RunPart, rootsOf } from './trace-group.ts';

export type SummarizedRun = {
  readonly summary: RunSummary;
  readonly usage: readonly UsageItem[];
  readonly parts: readonly RunPart[];
  readonly steps: readonly SpanEntry[];
  readonly failure?: Failure;
};

type Grouped = Pick<SummarizedRun, 'parts'> & {
  readonly id: string;
  readonly root: SpanEntry;
};

export function summarizeOtlpRun(
  { id, root, parts }: Grouped,
  { status, statusRaw, reported }: Outcome,
): SummarizedRun {
  const entries = entriesOf(parts);
  const isEngine = hasEngineSpans(entries);
  const steps = sortSteps(joined(parts.map(part => findSteps(part, isEngine))), parts);
  const failure = status === 'failed' ? failureOf(parts, steps, reported) : undefined;
  const usage = sumUsage(parts);
  const roots = rootsOf(parts);
  const kind = kindOf(id, roots, parts);
  const startedAt = reported?.startedAt ?? root.startAt;
  const hasEnded = !isActive({ status });
  const lastEndAt = roots.reduce((latest, { endAt }) => Math.max(latest, endAt), startedAt);
  const finishedAt =
    reported?.endedAt === undefined
      ? Math.floor(startedAt) + toWholeMs(lastEndAt - startedAt)
      : Math.floor(Math.max(reported.endedAt, startedAt));
  const name = nameOf(kind, roots, entries);
  const summary: RunSummary = {
    id,
    kind,
    name,
    status,
    statusRaw,
    trigger: triggerOf(root),
    actor: roots.find(({ attributes }) => attributes?.actor !== undefined)?.attributes?.actor,
    project: root.service,
    createdAt: Math.floor(root.startAt),
    startedAt: status === 'queued' ? undefined : Math.floor(startedAt),
    finishedAt: hasEnded ? finishedAt : undefined,
    costUsd: usage.map(({ costUsd }) => costUsd).reduce(add, undefined),
    models: modelsOf(parts),
    services: servicesOf(entries),
    stepCount: steps.length,
    messageCount: countMessages(parts),
    attempt: root.attributes?.attempt,
    parentId: parentOf(id, parts),
    errorSummary: failure && errorSummaryOf(failure, name, parts),
  };
  return { summary, usage, parts, steps, failure };
}

/** Rounds as the duration of a span is shown, so that a run and its root span have the same one. */
function toWholeMs(durationMs: number): number {
  return durationMs < 1 ? 0 : Math.round(durationMs);
}

function servicesOf(entries: readonly SpanEntry[]): readonly string[] {
  const services = new Set<string>();
  for (const entry of entries) {
    if (!entry.attributes || isEngineWork(entry)) continue;
    for (const service of entry.attributes.services) services.add(service);
  }
  return [...services];
}

function isEngineWork({ name }: SpanEntry): boolean {
  return name.startsWith('world.') || name === 'queue.publish';
}

/** Spans above model calls do not count: they often repeat the name, less exactly. */
function modelsOf(parts: readonly RunPart[]): readonly string[] {
  const models = new Set<string>();
  for (const part of parts) {
    const ancestors = findAncestors(part, ({ attributes }) => attributes?.model !== undefined);
    for (const { id, attributes } of part.entries) {
      if (attributes?.model !== undefined && !ancestors.has(id)) models.add(attributes.model);
    }
  }
  return [...models];
}

/** By start. If equal, as in whole ms, steps precede those below them; else file order, by end, decides. */
function sortSteps(steps: readonly SpanEntry[], parts: readonly RunPart[]): readonly SpanEntry[] {
  if (steps.length < 2) return steps;
  const byTrace = new Map(parts.map(part => [part.trace.id, part.trace]));
  const above = ({ traceId, parentId }: SpanEntry) => byTrace.get(traceId)?.entries.get(parentId ?? '');
  const depths = new Map<SpanEntry, number>();
  /** Caches the depth of every span on the path up. Parents may form a cycle. */
  const depthOf = (entry: SpanEntry) => {
    const path: SpanEntry[] = [];
    let at: SpanEntry | undefined = entry;
    for (; at && !depths.has(at); at = above(at)) {
      depths.set(at, 0);
      path.push(at);
    }
    let depth = at ? (depths.get(at) ?? 0) : -1;
    for (const one of path.reverse()) {
      depth += 1;
      depths.set(one, depth);
    }
    return depths.get(entry) ?? 0;
  };
  return [...steps].sort(
    (a, b) => a.startAt - b.startAt || depthOf(a) - depthOf(b) || a.line - b.line || a.at - b.at,
  );
}

/** By model. A span counts only if no span below it has usage, because outer spans often repeat it. */
function sumUsage(parts: readonly RunPart[]): readonly UsageItem[] {
  if (!parts.some(({ entries }) => entries.some(hasUsage))) return [];
  const items = new Map<string, UsageItem>();
  for (const part of parts) {
    const ancestors = findAncestors(part, hasUsage);
    for (const entry of part.entries) {
      if (!entry.attributes || !hasUsage(entry) || ancestors.has(entry.id)) continue;
      const { inputTokens, outputTokens, costUsd, model } = entry.attributes;
      const name = model ?? 'unknown model';
      const before = items.get(name);
      items.set(name, {
        name,
        kind: 'model',
        quantity: (before?.quantity ?? 0) + 1,
        unit: 'calls',
        inputTokens: add(before?.inputTokens, inputTokens),
        outputTokens: add(before?.outputTokens, outputTokens),
        costUsd: add(before?.costUsd, costUsd),
      });
    }
  }
  return [...items.values()];
}

function hasUsage({ attributes }: SpanEntry): boolean {
  return (
    attributes?.inputTokens !== undefined ||
    attributes?.outputTokens !== undefined ||
    attributes?.costUsd !== undefined
  );
}

/** Rounds to 15 digits: further digits of a sum of doubles are noise. */
function add(left: number | undefined, right: number | undefined): number | undefined {
  if (right === undefined) return left;
  return Number(((left ?? 0) + right).toPrecision(15));
}

function kindOf(id: string, roots: readonly SpanEntry[], parts: readonly RunPart[]): RunKind {
  const entries = entriesOf(parts);
  const root = roots.find(
    ({ attributes }) => attributes?.operation !== undefined || attributes?.agent !== undefined,
  )?.attributes;
  if (root?.operation === 'invoke_agent' || root?.operation === 'create_agent') return 'agent';
  const isWorkflow = entries.some(
    ({ attributes }) => attributes?.runId === id || attributes?.workflow !== undefined,
  );
  if (isWorkflow || root?.operation === 'invoke_workflow') return 'workflow';
  if (entries.some(({ attributes }) => attributes?.conversation === id)) return 'agent';
  const agents = new Set(parts.flatMap(topmostAgents));
  if (agents.size > 1) return 'workflow';
  const isAgent =
    agents.size > 0 || entries.some(({ attributes }) => attributes?.operation === 'invoke_agent');
  return isAgent ? 'agent' : 'workflow';
}

function nameOf(kind: RunKind, roots: readonly SpanEntry[], entries: readonly SpanEntry[]): string {
  const field = kind === 'agent' ? 'agent' : 'workflow';
  const named = (among: readonly SpanEntry[]) =>
    earliest(among.filter(({ attributes }) => attributes?.[field] !== undefined))?.attributes?.[field];
  return named(roots) ?? named(entries) ?? spanName(roots[0]);
}

/** By convention, the operation begins the span's name: `invoke_workflow mail`. */
function spanName(root: SpanEntry | undefined): string {
  const { name = '', attributes } = root ?? {};
  const prefix = `${attributes?.operation ?? 'invoke'} `;
  return prefix.startsWith('invoke_') && name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

function triggerOf({ traceId, id, kind, attributes }: SpanEntry): Trigger {
  const raw = `trace ${traceId}, span ${id}`;
  const request = [attributes?.method, attributes?.route].filter(Boolean).join(' ');
  if (kind === serverKind) return { type: 'api', label: ['API', request].filter(Boolean).join(' · '), raw };
  if (kind === consumerKind)
    return { type: 'queue', label: ['Queue', attributes?.destination].filter(Boolean).join(' · '), raw };
  return { type: 'trace', label: 'Trace', raw };
}

function parentOf(id: string, parts: readonly RunPart[]): string | undefined {
  for (const part of parts) {
    for (const { parentId } of part.roots.spans) {
      if (parentId === undefined || entryIn(part, parentId)) continue;
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
