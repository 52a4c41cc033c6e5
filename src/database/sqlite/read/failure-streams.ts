import { prefixOfGroup } from '../../../model/failure/failure-text.ts';
import type { Query } from '../../../model/query/query.ts';
import { isFailureClause } from '../../runs/filter/failure-group.ts';
import { hasRunColumn } from '../sqlite-schema.ts';
import { indexStream, type KeyStream, lostStream } from './key-stream.ts';
import type { Reader } from './reader.ts';

/** The runs of named groups of failures; `undefined` if none are named. */
export function planFailures(query: Query, reader: Reader): readonly KeyStream[] | undefined {
  const clause = query.clauses.find(one => isFailureClause(one) && !one.negated);
  if (!clause || !isFailureClause(clause) || !hasRunColumn('failure', reader.version)) return undefined;
  const prefixes = new Set(clause.values.map(({ text }) => prefixOfGroup(text.toLowerCase())));
  if (prefixes.has('')) return undefined;
  const dead = [...reader.deadOwners().keys()];
  return [
    ...Array.from(prefixes, prefix => failureStream(reader, prefix)),
    ...(reader.hasUnsigned() ? [unsignedStream(reader)] : []),
    ...(dead.length > 0 ? [lostStream(reader, dead)] : []),
  ];
}

/** Failed runs whose failures begin with a text, sorted anew for each part. */
function failureStream(reader: Reader, prefix: string): KeyStream {
  const where = "status = 'failed' AND failure >= ? AND failure < ?";
  return indexStream(reader, 'runs_failure', where, [prefix, `${prefix}/`]);
}

/** Failed runs that lack `failure`. */
function unsignedStream(reader: Reader): KeyStream {
  return indexStream(reader, 'runs_unsigned', "status = 'failed' AND failure IS NULL", []);
}
