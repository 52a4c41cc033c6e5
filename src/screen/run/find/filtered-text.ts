import type { Clause } from '../../../model/query/query.ts';
import type { ListState } from '../../table/list-state.ts';
import { toQuery } from '../../table/views.ts';

/** The first text that the rows were filtered by and that the detail may show; it may be part of a text. */
export function filteredText({ loadedCriteria }: ListState): string | undefined {
  if (!loadedCriteria) return undefined;
  const { view, filterText, kind } = loadedCriteria;
  const { clauses } = toQuery(view, filterText, kind);
  return clauses.filter(({ negated }) => !negated).flatMap(textsOf)[0];
}

function textsOf(clause: Clause): readonly string[] {
  if (clause.type === 'word') return [clause.text];
  if (clause.type === 'text' && clause.field === 'error')
    return clause.values.filter(({ isGlob }) => !isGlob).map(({ text }) => text);
  if (clause.type !== 'path') return [];
  return clause.tests.flatMap(test =>
    test.type === 'text' && !test.pattern.isGlob ? [test.pattern.text] : [],
  );
}
