import { type FailureText, isOfGroup, signatureOf } from '../../model/failure/failure-text.ts';

export type Opens = {
  /** By failure, how many of its runs are open. */
  readonly byFailure: ReadonlyMap<FailureText, number>;
  /** By group, how many failures it had when they were counted. */
  readonly ofCounts: ReadonlyMap<string, number>;
};

/**
 * The same groups, each with how many of its failures are open. A group without an open one that has changed
 * since they were counted has none: its new failures are probably open.
 */
export function withOpens<Group extends { readonly id: string; readonly count: number }>(
  rows: readonly Group[],
  opens: Opens | undefined,
): readonly (Group & { readonly open?: number })[] {
  if (!opens) return rows;
  const bySignature = Map.groupBy(opens.byFailure, ([failure]) => signatureOf(failure));
  return rows.map(row => {
    const own = (bySignature.get(signatureOf(row.id)) ?? []).filter(([failure]) =>
      isOfGroup(failure, row.id),
    );
    const open = own.reduce((sum, [, count]) => sum + count, 0);
    const isKnown = open > 0 || opens.ofCounts.get(row.id) === row.count;
    return { ...row, open: isKnown ? open : undefined };
  });
}
