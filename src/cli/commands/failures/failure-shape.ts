import { type FailureGroup, groupPlace } from '../../../model/failure/failure-groups.ts';
import { failureTemplate } from '../../../model/failure/failure-template.ts';
import type { FailureState } from '../../../model/failure/memory/failure-states.ts';
import { stateWords } from '../../../model/failure/memory/state-words.ts';
import { toFailureJson } from '../../../model/report/failure-json.ts';
import { formatAge, formatCount } from '../../../model/text/formats.ts';
import type { Context } from '../../context/context.ts';
import { outputColumns } from '../../print/output-style.ts';
import type { ListShape } from '../../print/print-list.ts';
import { textTable } from '../../print/text-table.ts';

export type StateOfGroup = (group: FailureGroup) => FailureState;

export function failureShape(context: Context, stateOf: StateOfGroup): ListShape<FailureGroup> {
  const now = context.now();
  return {
    toJson: group => toFailureJson(group, stateOf(group)),
    tsv: [
      'id',
      'count',
      'firstAt',
      'lastAt',
      'workflow',
      'step',
      'message',
      'lastRunId',
      'state',
      'ticket',
      'note',
    ],
    toTable: async groups =>
      textTable(
        groups,
        [
          { title: 'FAILURE', text: ({ id }) => id },
          { title: 'STATE', text: group => stateWords(stateOf(group), now) },
          { title: 'RUNS', align: 'end', text: ({ count }) => formatCount(count) },
          { title: 'FIRST', text: ({ first }) => formatAge(first.at, now) },
          { title: 'LAST', text: ({ last }) => formatAge(last.at, now) },
          { title: 'WHERE', text: groupPlace },
          { title: 'ERROR', text: ({ example, id }) => failureTemplate(example, id) },
        ],
        outputColumns(context),
      ),
  };
}
