import type { Capabilities } from '../../contract/capabilities.ts';
import type { Query } from '../../model/query/query.ts';
import type { RunSource, ScannedRun } from './run-source.ts';

type Fields = Required<Capabilities>['lacks']['fields'];

/** A source whose runs have none of these fields: nothing is read for a query that asks for one. */
export function lackingFields(source: RunSource, fields: Fields): RunSource {
  const isInVain = ({ clauses }: Query): boolean =>
    clauses.some(clause => !clause.negated && 'field' in clause && fields.includes(clause.field));
  return { ...source, read: options => (isInVain(options.query) ? nothing() : source.read(options)) };
}

async function* nothing(): AsyncGenerator<readonly ScannedRun[]> {}
