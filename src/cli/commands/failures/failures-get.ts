import type { RunStore } from '../../../contract/run-store.ts';
import { becauseOf } from '../../../model/failure/because.ts';
import { type FailureGroup, groupPlace } from '../../../model/failure/failure-groups.ts';
import { failureTemplate } from '../../../model/failure/failure-template.ts';
import { madeBy, noteText, toShown } from '../../../model/failure/memory/failure-mark.ts';
import type { FailureState } from '../../../model/failure/memory/failure-states.ts';
import { stateWords } from '../../../model/failure/memory/state-words.ts';
import { toFailureJson } from '../../../model/report/failure-json.ts';
import { type Run, runAddress } from '../../../model/run.ts';
import { toExplanationJson } from '../../../model/share/explanation-json.ts';
import { countSince } from '../../../model/share/since-text.ts';
import { formatAge, formatCount, toIsoTime } from '../../../model/text/formats.ts';
import { safeLine } from '../../../model/text/safe-text.ts';
import { readFailureStates } from '../../../operations/failures/failure-memory.ts';
import { groupQuery } from '../../../operations/failures/group-failures.ts';
import type { Context } from '../../context/context.ts';
import { openOwnFailures } from '../../memory/own-failures.ts';
import { type DataOptions, defineCommand, type Output } from '../../options/define-command.ts';
import { printData, printList } from '../../print/print-list.ts';
import { outputTheme, writeLines } from '../../print/write.ts';
import { withStore } from '../../store/with-store.ts';
import { explanationLines, readExplanation } from './read-explanation.ts';
import { failureShape, noSuchGroup, readFailureByPart } from './read-failure-groups.ts';

export const failuresGet = defineCommand({
  description: 'show one group of failed runs',
  declare: command =>
    command.argument(
      '<failure-id>',
      'its id or the beginning of it, as `failures list` and the lists of runs print it',
    ),
  examples: { 'runlens failures get 0k3x9f0a1b2': '', 'runlens failures get 0k3x9f0a1b2 -o json': '' },
  run: runFailuresGet,
});

async function runFailuresGet(options: DataOptions, context: Context): Promise<void> {
  const { args, output, target } = options;
  const [id = ''] = args;
  await withStore(target, context, async store => {
    const group = await readFailureByPart(store, id, context);
    if (!group) throw noSuchGroup(id);
    const own = await openOwnFailures(context, store.target);
    const known = { own, now: context.now(), signal: context.signal };
    const stateOf = await readFailureStates(store, [group], known);
    const shape = failureShape(context, stateOf);
    if (output.format === 'tsv') await printList([group], shape, output, context);
    else await printWhole({ group, state: stateOf(group) }, store, output, context);
    // Output that a program reads does not mark the group as seen.
    if (output.format === 'table') own.addSeen([{ failureId: group.id, shown: toShown(group) }]);
  });
}

async function printWhole(
  { group, state }: { readonly group: FailureGroup; readonly state: FailureState },
  store: RunStore,
  output: Output,
  context: Context,
): Promise<void> {
  const explanation = await readExplanation(store, groupQuery(group.id), context);
  if (output.format !== 'table') {
    const masked = { isMasked: output.redact, now: context.now() };
    const more = explanation && toExplanationJson(explanation, masked);
    return printData({ ...toFailureJson(group, state), ...more }, output, context);
  }
  const example = await store.getRun(runAddress(group.last), { signal: context.signal });
  const shared = explanation ? explanationLines(explanation, context) : [];
  await writeLines(await failureText(group, { state, shared, example }, context), context);
}

type About = {
  readonly state: FailureState;
  readonly shared: readonly string[];
  readonly example: Run | undefined;
};

async function failureText(
  group: FailureGroup,
  { state, shared, example }: About,
  context: Context,
): Promise<readonly string[]> {
  const [{ failedRunText }, theme] = await Promise.all([
    import('../../print/run-text.ts'),
    outputTheme(context),
  ]);
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
  const because = becauseOf(group);
  return [
    ['group', id],
    ['state', stateWords(state, now)],
    ...markFields(state, now),
    ['failed runs', countSince(count, { firstAt: first.at, ...state }, now)],
    ['workflows', workflows.map(({ name, count: runs }) => `${name} ${formatCount(runs)}`).join(', ')],
    ['first', `${ended(first)}  ${runAddress(first)}`],
    ['last', `${ended(last)}  ${runAddress(last)}`],
    ...code,
    ...(because === undefined ? [] : [['because', because] as const]),
  ];
}

function markFields({ known, muted }: FailureState, now: number): readonly Field[] {
  const note: readonly Field[] = known === undefined ? [] : [['note', noteText(known, now)]];
  return muted === undefined ? note : [...note, ['mute made', madeBy(muted, now)]];
}
