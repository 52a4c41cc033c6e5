import { noMessage, templatePieces } from '../../model/failure/failure-template.ts';
import { joinQueries } from '../../model/query/clauses.ts';
import { parseQuery } from '../../model/query/parse/parse-query.ts';
import type { Query } from '../../model/query/query.ts';
import type { ListState } from '../table/list-state.ts';
import { describeScope, toQuery } from '../table/views.ts';
import { type GroupRow, groupFilter } from './groups-state.ts';

/** The runs of a group, as far as the list asks for them, and that in words. */
export function groupQuestion(
  { example, id }: GroupRow,
  { view, filterText, kind }: ListState,
): { readonly query: Query; readonly of: string } {
  const message = templatePieces(example, id).map(({ text }) => text);
  return {
    query: joinQueries(toQuery(view, filterText, kind), parseQuery(groupFilter(id))),
    of: `of the group ${message.join('').trim() || noMessage} · ${describeScope(view, filterText, kind)}`,
  };
}
