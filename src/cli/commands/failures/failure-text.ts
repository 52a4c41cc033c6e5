import type { FailureGroup } from '../../../model/failure/failure-groups.ts';
import { groupPlace } from '../../../model/failure/failure-groups.ts';
import { failureTemplate } from '../../../model/failure/failure-template.ts';
import type { FailureMark } from '../../../model/failure/memory/failure-mark.ts';
import type { FailureState } from '../../../model/failure/memory/failure-states.ts';
import { stateWords } from '../../../model/failure/memory/state-words.ts';
import { type Run, runAddress } from '../../../model/run.ts';
import { formatAge, formatCount, toIsoTime } from '../../../model/text/formats.ts';
import { safeLine } from '../../../model/text/safe-text.ts';
import type { Context } from '../../context/context.ts';
import { outputTheme } from '../../print/output-style.ts';
import { failedRunText } from '../../print/run-text.ts';

type About = {
  readonly state: FailureState;
  /** What its runs share, as lines. */
  readonly shared: readonly string[];
  readonly example: Run | undefined;
};

/** A group of failures as lines for people, with an example: sanitized and masked. */
export async function failureText(
  group: FailureGroup,
  { state, shared, example }: About,
  context: Context,
): Promise<readonly string[]> {
  const theme = await outputTheme(context);
  const rows = fieldsOf(group, state, context.now());
  const width = rows.reduce((most, [label]) => Math.max(most, label.length), 0);
  return [
    theme.bold(safeLine(groupPlace(group))),
    theme.error(safeLine(failureTemplate(group.example, group.id))),
    '',
    ...rows.map(([label, value]) => `${theme.dim(label.padEnd(width))}  ${safeLine(value)}`),
    ...(shared.length > 0 ? ['', ...shared] : []),
    ...(example ? ['', ...(await failedRunText(example, context))] : []),
  ];
}

type Field = readonly [label: string, value: string];

function fieldsOf(group: FailureGroup, state: FailureState, now: number): readonly Field[] {
  const { id, count, workflows, first, last, example } = group;
  const ended = ({ at }: FailureGroup['first']) => `${formatAge(at, now)}, ${toIsoTime(at)}`;
  const code: readonly Field[] = example.code === undefined ? [] : [['code', example.code]];
  return [
    ['group', id],
    ['state', stateWords(state, now)],
    ...markFields(state, now),
    ['failed runs', formatCount(count)],
    ['workflows', workflows.map(({ name, count: runs }) => `${name} ${formatCount(runs)}`).join(', ')],
    ['first', `${ended(first)}  ${runAddress(first)}`],
    ['last', `${ended(last)}  ${runAddress(last)}`],
    ...code,
  ];
}

/** Who noted or muted it, when, and the whole note. */
function markFields({ known, muted }: FailureState, now: number): readonly Field[] {
  const made = ({ by, at }: FailureMark) => [by, formatAge(at, now)].filter(Boolean).join(', ');
  const note: readonly Field[] =
    known === undefined
      ? []
      : [['note', [known.ticket, known.note, `(${made(known)})`].filter(Boolean).join(' ')]];
  return muted === undefined ? note : [...note, ['mute made', made(muted)]];
}
