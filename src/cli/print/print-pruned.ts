import type { StoreSize } from '../../contract/run-remover.ts';
import { knownStatuses, type RunStatus, statusInfo } from '../../model/status.ts';
import { countOf, formatBytes, formatCount, formatTime, toIsoTime } from '../../model/text/formats.ts';
import type { OldRuns } from '../../operations/prune-runs.ts';
import { type RunCount, sumRuns } from '../../operations/run-counts.ts';
import type { Context } from '../context/context.ts';
import type { Output } from '../options/define-command.ts';
import { type ListShape, printData, printList, type TextColumn, textTable } from './print-list.ts';
import { writeNotice } from './write.ts';

export type Pruned = {
  readonly location: string;
  readonly endedBefore: number;
  readonly old: OldRuns;
  readonly total: number;
  readonly before: StoreSize;
  /** Absent in a dry run. */
  readonly after?: StoreSize;
};

export async function printPruned(pruned: Pruned, output: Output, context: Context): Promise<void> {
  if (output.format === 'json' || output.format === 'yaml') await printData(toJson(pruned), output, context);
  else await printList(pruned.old.counts, countShape, output, context);
  writeNotice(pruned.after ? afterText(pruned, pruned.after) : dryRunText(pruned), context);
}

export function pruneQuestion(pruned: Pruned): string {
  const { old } = pruned;
  const statuses = Object.entries(byStatus(old.counts)).map(
    ([status, runs]) => `${formatCount(runs)} ${status}`,
  );
  return `remove ${describeRuns(pruned)} (${statuses.join(', ')}; about ${formatBytes(old.bytes)})?`;
}

function describeRuns({ location, endedBefore, old }: Pruned): string {
  return `${countOf(old.runs, 'run')} of ${location} that ended before ${formatTime(endedBefore)}`;
}

function dryRunText(pruned: Pruned): string {
  const { old, total, before } = pruned;
  const size = `about ${formatBytes(old.bytes)} of ${formatBytes(before.bytes)}`;
  return `would remove ${describeRuns(pruned)}: ${size}; ${countOf(total - old.runs, 'run')} would stay`;
}

function afterText(pruned: Pruned, after: StoreSize): string {
  const removed = `removed ${describeRuns(pruned)}`;
  const { bytes } = pruned.before;
  if (after.bytes < bytes)
    return `${removed}: it went from ${formatBytes(bytes)} to ${formatBytes(after.bytes)}`;
  const kept = `it keeps its ${formatBytes(after.bytes)}`;
  if (after.freeBytes === undefined) return `${removed}: ${kept}, and new runs use what is free`;
  if (after.freeBytes === 0) return removed;
  return `${removed}: ${kept}, of which new runs use ${formatBytes(after.freeBytes)}; --compact gives them back`;
}

function toJson({ location, endedBefore, old, before, after }: Pruned) {
  return {
    location,
    endedBefore: toIsoTime(endedBefore),
    dryRun: after === undefined,
    runs: old.runs,
    bytes: old.bytes,
    byStatus: byStatus(old.counts),
    counts: old.counts,
    storeBytes: { before: before.bytes, after: after?.bytes, free: (after ?? before).freeBytes },
  };
}

function byStatus(counts: readonly RunCount[]): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const { status, runs } of counts) sums[status] = (sums[status] ?? 0) + runs;
  return sums;
}

const countShape: ListShape<RunCount> = {
  toJson: count => count,
  tsv: ['kind', 'name', 'status', 'runs'],
  table: prunedTable,
};

type NameCounts = { readonly name: string; readonly kind: string; readonly counts: readonly RunCount[] };

/** A row for each workflow and agent, most runs first, and one for all. */
function prunedTable(counts: readonly RunCount[], width: number): readonly string[] {
  const byName = Map.groupBy(counts, ({ kind, name }) => JSON.stringify([kind, name]));
  const names = [...byName.values()].flatMap((counts): readonly NameCounts[] => {
    const [first] = counts;
    return first ? [{ name: first.name, kind: first.kind, counts }] : [];
  });
  names.sort((a, b) => sumRuns(b.counts) - sumRuns(a.counts));
  if (names.length > 1) names.push({ name: 'all', kind: '', counts });
  return textTable(
    names,
    [
      { title: 'NAME', text: ({ name }) => name },
      { title: 'TYPE', text: ({ kind }) => kind },
      { title: 'RUNS', align: 'end', text: ({ counts }) => formatCount(sumRuns(counts)) },
      ...[...knownStatuses, 'unknown' as const].map(statusColumn),
    ],
    width,
  );
}

function statusColumn(status: RunStatus): TextColumn<NameCounts> {
  return {
    title: statusInfo[status].label.toUpperCase(),
    align: 'end',
    isOptional: true,
    text: ({ counts }) => {
      const runs = sumRuns(counts.filter(count => count.status === status));
      return runs > 0 ? formatCount(runs) : '';
    },
  };
}
