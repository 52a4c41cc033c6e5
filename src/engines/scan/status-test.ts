import { compileMatcher } from '../../model/query/match/compile-matcher.ts';
import type { Query } from '../../model/query/query.ts';
import type { RunSummary } from '../../model/run.ts';

type WithStatus = Pick<RunSummary, 'status' | 'statusRaw'>;

/** Tests what is known of a run before its summary, by the query's clauses on statuses alone. */
export function createStatusTest({ clauses }: Query): (run: WithStatus) => boolean {
  const matches = compileMatcher({ clauses: clauses.filter(({ type }) => type === 'status') }, { now: 0 });
  return ({ status, statusRaw }) => matches({ summary: { ...blank, status, statusRaw } });
}

const blank: RunSummary = {
  id: '',
  kind: 'workflow',
  name: '',
  status: 'unknown',
  trigger: { type: '', label: '', raw: '' },
  createdAt: 0,
  models: [],
  services: [],
};
