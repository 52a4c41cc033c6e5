import type { Query } from '../query/query.ts';
import type { FailureGroup } from './failure-groups.ts';

/** How many runs each workflow or agent has, by name. */
export type RunTotals = ReadonlyMap<string, number>;

/** The part that failed so of all runs of its workflows; `undefined` where that is not known. */
export function groupShare({ workflows, count }: FailureGroup, totals: RunTotals): number | undefined {
  const sizes = workflows.map(({ name }) => totals.get(name));
  if (sizes.includes(undefined)) return undefined;
  const all = sizes.reduce<number>((sum, size = 0) => sum + size, 0);
  return all === 0 ? undefined : Math.min(1, count / all);
}

/** Whether a query leaves out no failed run of the workflows that it names, so that totals apply to it. */
export function keepsWholeWorkflows({ clauses }: Query): boolean {
  return clauses.every(clause => {
    if (clause.type === 'kind') return true;
    if (clause.type === 'text') return clause.field === 'workflow';
    return (
      clause.type === 'status' && !clause.negated && clause.values.some(({ status }) => status === 'failed')
    );
  });
}
