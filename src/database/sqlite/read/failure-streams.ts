import { type FailureText, isWholePrefix, prefixOfGroup } from '../../../model/failure/failure-text.ts';
import { boundsCreation } from '../../../model/query/compose-query.ts';
import type { Query } from '../../../model/query/query.ts';
import { isFailed } from '../../runs/failures/failure-conditions.ts';
import { isFailureClause } from '../../runs/filter/failure-group.ts';
import { indexStream, type KeyStream, lostStream } from './key-stream.ts';
import type { Reader } from './reader.ts';

/** The runs of named groups of failures; `undefined` if none are named. */
export function planFailures(query: Query, reader: Reader): readonly KeyStream[] | undefined {
  const clause = query.clauses.find(one => isFailureClause(one) && !one.negated);
  if (!clause || !isFailureClause(clause)) return undefined;
  const prefixes = new Set(clause.values.map(({ text }) => prefixOfGroup(text.toLowerCase())));
  if (prefixes.has('')) return undefined;
  const dead = [...reader.deadOwners().keys()];
  return [
    ...Array.from(prefixes, prefix => failureStream(reader, prefix)),
    ...(dead.length > 0 ? [lostStream(reader, dead)] : []),
  ];
}

type FailureOfWorkflow = { readonly failure: FailureText; readonly name: string };

/** With more failures of a workflow each, it is quicker to sort their runs. */
const mostSorted = 24;

/**
 * The runs of groups that hold few different failures: the index has those of each in order. `undefined`
 * where it does not answer the whole query.
 */
export function planFewFailures(query: Query, reader: Reader): readonly KeyStream[] | undefined {
  const ids = namedGroups(query);
  if (!ids?.every(isWholePrefix)) return undefined;
  if (reader.deadOwners().size > 0) return undefined;
  const found: FailureOfWorkflow[] = [];
  for (const id of new Set(ids)) {
    found.push(...failuresOf(id, reader, mostSorted + 1 - found.length));
    if (found.length > mostSorted) return undefined;
  }
  const where = "status = 'failed' AND failure = ? AND name = ?";
  return found.map(({ failure, name }) => indexStream(reader, 'runs_failure', where, [failure, name]));
}

/** The groups of a query that names nothing else, but for times. */
function namedGroups({ clauses }: Query): readonly string[] | undefined {
  const [clause, ...others] = clauses.filter(one => !isFailed(one) && !boundsCreation(one));
  if (!clause || !isFailureClause(clause) || clause.negated || others.length > 0) return undefined;
  return clause.values.map(({ text }) => text.toLowerCase());
}

/** Steps through the index, from each failure and name to the next. */
function failuresOf(id: string, reader: Reader, limit: number): readonly FailureOfWorkflow[] {
  const from = "FROM runs INDEXED BY runs_failure WHERE status = 'failed'";
  const nextName = reader.prepare<FailureOfWorkflow>(
    `SELECT failure, name ${from} AND failure = ? AND name > ? ORDER BY name LIMIT 1`,
  );
  const first = (after: string) =>
    reader.prepare<FailureOfWorkflow>(
      `SELECT failure, name ${from} AND failure ${after} AND failure < ? ORDER BY failure, name LIMIT 1`,
    );
  const nextFailure = first('> ?');
  const found: FailureOfWorkflow[] = [];
  let next = first('>= ?').get(id, `${id}/`);
  while (next && found.length < limit) {
    found.push(next);
    next = nextName.get(next.failure, next.name) ?? nextFailure.get(next.failure, `${id}/`);
  }
  return found;
}

/** Failed runs whose failures begin with a text, sorted anew for each part. */
function failureStream(reader: Reader, prefix: string): KeyStream {
  const where = "status = 'failed' AND failure >= ? AND failure < ?";
  return indexStream(reader, 'runs_failure', where, [prefix, `${prefix}/`]);
}
