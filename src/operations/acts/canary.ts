import { type FailureText, isOfGroup, signatureOf } from '../../model/failure/failure-text.ts';
import type { Query } from '../../model/query/query.ts';
import { type RunStatus, statusInfo } from '../../model/status.ts';

export const canarySize = 3;

export type Tried = {
  /** The failure of the repeated run; absent where it has not failed, or nobody knows. */
  readonly before?: FailureText;
  readonly isStarted: boolean;
  readonly run?: { readonly status: RunStatus; readonly isActive: boolean; readonly failure?: FailureText };
};

type CanaryAnswer =
  | { readonly type: 'waiting' | 'passed' }
  | { readonly type: 'failed'; readonly text: string };

/** `group` is the failure group that the user has named. */
export function judgeTried(tried: readonly Tried[], group?: string): CanaryAnswer {
  const unstarted = tried.filter(({ isStarted }) => !isStarted).length;
  const ended = tried.filter(({ run }) => run && !run.isActive && run.status !== 'success');
  const failed = ended.filter(({ run }) => run?.status === 'failed');
  const of = `of ${tried.length}`;
  const parts = [
    ...(failed.length > 0 ? [`${failed.length} ${of} failed again, ${causeWords(failed, group)}`] : []),
    ...otherEnds(ended).map(([label, count]) => `${count} ${of} ended as ${label}`),
    ...(unstarted > 0 ? [`${unstarted} ${of} did not start`] : []),
  ];
  if (parts.length > 0) return { type: 'failed', text: parts.join(' · ') };
  return { type: tried.every(({ run }) => run?.status === 'success') ? 'passed' : 'waiting' };
}

function otherEnds(ended: readonly Tried[]) {
  const labels = ended.flatMap(({ run }) =>
    run && run.status !== 'failed' ? [statusInfo[run.status].label.toLowerCase()] : [],
  );
  return [...Map.groupBy(labels, label => label)].map(([label, same]) => [label, same.length] as const);
}

function causeWords(failed: readonly Tried[], group: string | undefined): string {
  const same = failed.filter(one => hasSameCause(one, group)).length;
  if (same === failed.length) return 'by the same cause';
  return same === 0 ? 'by another cause' : `${same} of them by the same cause`;
}

function hasSameCause({ before, run }: Tried, group: string | undefined): boolean {
  const id = group ?? (before && signatureOf(before));
  return id !== undefined && run?.failure !== undefined && isOfGroup(run.failure, id);
}

export function groupNamedBy({ clauses }: Query): string | undefined {
  const named = clauses.flatMap(clause =>
    clause.type === 'text' && clause.field === 'failure' && !clause.negated ? [clause.values] : [],
  );
  const [values] = named;
  return named.length === 1 && values?.length === 1 ? values[0]?.text : undefined;
}
