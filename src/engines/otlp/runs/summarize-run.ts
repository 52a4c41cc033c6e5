import type { RunSummary, UsageItem } from '../../../model/run.ts';
import { isActive } from '../../../model/status.ts';
import { countMessages } from '../messages/model-calls.ts';
import type { SpanEntry } from '../spans/span-entry.ts';
import { findAncestors } from './ancestors.ts';
import { readReportedStatus } from './reported-status.ts';
import { kindOf, nameOf, parentOf, triggerOf } from './run-identity.ts';
import { errorSummaryOf, type Failure, failureOf, statusOf } from './run-outcome.ts';
import { findSteps, hasEngineSpans, type RootedPart, type RunRoots } from './run-roots.ts';
import { sortSteps } from './sort-steps.ts';
import { sumUsage, totalCost } from './sum-usage.ts';
import type { RunPart } from './trace-group.ts';

export type SummarizedRun = {
  readonly summary: RunSummary;
  readonly usage: readonly UsageItem[];
  /** By the start of their roots. */
  readonly parts: readonly RootedPart[];
  /** By start. */
  readonly steps: readonly SpanEntry[];
  readonly failure?: Failure;
};

/** The raw status of a run whose root is not in the files. */
const rootMissing = 'root missing';

const noRoots: RunRoots = { spans: [], areComplete: false };

/** `root` is the first of its roots, `parts` are by the start of theirs. */
export function summarizeOtlpRun(id: string, root: SpanEntry, parts: readonly RootedPart[]): SummarizedRun {
  const given = parts.map(({ part }) => part);
  const lastRoots = parts.at(-1)?.roots ?? noRoots;
  const entries = given.flatMap(({ entries }) => entries);
  const isEngine = hasEngineSpans(entries);
  const steps = sortSteps(
    parts.flatMap(({ part, roots }) => findSteps(roots, part, isEngine)),
    given,
  );
  const reported = readReportedStatus(id, entries);
  const status = reported?.status ?? statusOf(lastRoots);
  const failure = status === 'failed' ? failureOf(lastRoots, steps, reported, given) : undefined;
  const usage = sumUsage(given);
  const roots = parts.flatMap(({ roots: { spans } }) => spans);
  const kind = kindOf(id, roots, given);
  const createdAt = Math.floor(root.startAt);
  const startedAt = reported?.startedAt ?? root.startAt;
  const hasEnded = !isActive({ status });
  const endedAt = reported?.endedAt ?? latestEnd(roots);
  const name = nameOf(kind, roots, entries);
  const summary: RunSummary = {
    id,
    kind,
    name,
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
    errorSummary: failure && errorSummaryOf(failure, name, given),
  };
  return { summary, usage, parts, steps, ...(failure ? { failure } : {}) };
}

function isEngineWork({ name }: SpanEntry): boolean {
  return name.startsWith('world.') || name === 'queue.publish';
}

/** Spans above model calls do not count: they often repeat the name, less exactly. */
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

function distinct(values: readonly string[]): readonly string[] {
  return [...new Set(values)];
}
