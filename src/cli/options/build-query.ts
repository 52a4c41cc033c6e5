import type { Command } from 'commander';
import { InspectorError } from '../../model/errors.ts';
import { joinQueries } from '../../model/query/clauses.ts';
import { quote } from '../../model/query/format.ts';
import { parseFilter, parseQuery } from '../../model/query/parse/parse-query.ts';
import { QueryError } from '../../model/query/parse/query-error.ts';
import type { Query } from '../../model/query/query.ts';
import { quoteWord } from '../../model/report/shell-command.ts';
import type { RunKind } from '../../model/run.ts';

export type QueryFlags = {
  readonly kind?: RunKind;
  /** The name of a workflow or an agent; `*` matches any text. */
  readonly name?: string;
  readonly status?: string;
  readonly project?: string;
  readonly since?: string;
  readonly until?: string;
  readonly filter?: string;
};

export function buildQuery(flags: QueryFlags): Query {
  const { kind, name, status, project, since, until, filter = '' } = flags;
  return joinQueries(
    kind === undefined ? parseQuery('') : parseQuery(`kind:${kind}`),
    parseValues('workflow', 'the name', name),
    parseValues('status', '--status', status?.split(',')),
    parseValues('project', '--project', project),
    parseValues('since', '--since', since),
    parseValues('until', '--until', until),
    parseFilter(filter),
  );
}

function parseValues(field: string, flag: string, values: string | readonly string[] | undefined): Query {
  if (values === undefined) return { clauses: [] };
  try {
    return parseQuery(`${field}:${[values].flat().map(toValue).join(',')}`);
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    throw new InspectorError('usage', `${flag}: ${error.message}`, { cause: error });
  }
}

/** Quotes a value, except `*` and plain words: in quotes, a misspelled word is not reported. */
function toValue(value: string): string {
  const text = value.trim();
  if (/^[\p{L}\p{N}_*-]+$/u.test(text)) return text;
  return text
    .split(/(\*)/)
    .map(part => (part === '*' || (part === '' && text !== '') ? part : quote(part)))
    .join('');
}

/** Ids beside --filter are mostly the words of an unquoted filter. */
export function idsAndFilter(ids: readonly string[], filter: string): InspectorError {
  const isTakenApart = ids.some(id => /^-?[a-z][\w.]*:/u.test(id));
  const hint = isTakenApart
    ? `quote a filter of several words: --filter ${quoteWord([filter, ...ids].join(' '))}`
    : 'leave one of them out; a filter of several words needs quotes';
  return new InspectorError('usage', 'ids and --filter are given: either of them names the runs', { hint });
}

export function addNarrowing(command: Command): Command {
  return command
    .option('--since <time>', 'only runs created since this time: 24h, today, 2026-01-31 …')
    .option('--until <time>', 'only runs created before this time')
    .option('--filter <filter>', 'only runs that match, such as "project:shop -actor:ada"');
}
