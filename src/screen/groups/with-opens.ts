import { type FailureText, isOfGroup, signatureOf } from '../../model/failure/failure-text.ts';

/** By failure, how many of its runs are open. */
export type Opens = ReadonlyMap<FailureText, number>;

/** The same groups, each with how many of its failures are open. */
export function withOpens<Group extends { readonly id: string }>(
  rows: readonly Group[],
  opens: Opens | undefined,
): readonly (Group & { readonly open?: number })[] {
  if (!opens) return rows;
  const bySignature = Map.groupBy(opens, ([failure]) => signatureOf(failure));
  return rows.map(row => {
    const own = (bySignature.get(signatureOf(row.id)) ?? []).filter(([failure]) =>
      isOfGroup(failure, row.id),
    );
    return { ...row, open: own.reduce((sum, [, count]) => sum + count, 0) };
  });
}
