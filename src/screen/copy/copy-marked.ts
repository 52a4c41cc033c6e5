import { limitConcurrency } from '../../async/limit-concurrency.ts';
import { InspectorError } from '../../model/errors.ts';
import type { FailureGroup } from '../../model/failure/failure-groups.ts';
import type { CopyChoiceId } from '../../model/report/copy-choices.ts';
import { type Run, type RunSummary, runAddress } from '../../model/run.ts';
import { countOf, formatCount } from '../../model/text/formats.ts';
import { noSuchRunText } from '../../operations/target-refusal.ts';
import type { SessionContext } from '../shell/state.ts';
import {
  canRunAgain,
  caseNotice,
  copiesOf,
  copy,
  needsCompleteRun,
  needsWholeRun,
  savedNotice,
} from './copy.ts';
import { orElse, readRunWithTrace, requestWholeRun, withFailureIds, withTrace } from './whole-run.ts';

type MarkedCopy = {
  readonly id: CopyChoiceId;
  /** The label in the menu, whose title counts the runs. */
  readonly item: string;
  readonly label: string;
};

export const caseItem = { id: 'case', item: 'case file, to open elsewhere' } as const;

type MarkedItem = Pick<MarkedCopy, 'item'> & { readonly id: MarkedCopy['id'] | 'case' };

/** The most runs that are read whole for one copy, and the most spans of them. */
const mostWhole = 200;
const mostSpans = 500_000;
const readsAtOnce = 8;

export function markedItems(count: number): readonly MarkedItem[] {
  return [...markedCopies(count), caseItem];
}

function markedCopies(count: number): readonly MarkedCopy[] {
  const many = formatCount(count);
  const runs = count === 1 ? 'marked run' : `${many} marked runs`;
  return [
    { id: 'id', item: 'run ids', label: count === 1 ? 'run id' : `${many} run ids` },
    { id: 'run-json', item: 'whole runs as JSON', label: `${runs} whole as JSON` },
    { id: 'run-yaml', item: 'whole runs as YAML', label: `${runs} whole as YAML` },
    { id: 'note', item: 'notes for a bug report (Markdown)', label: `notes on ${runs} (Markdown)` },
  ];
}

export function copyMarked(context: SessionContext, id: string, marked: readonly RunSummary[]): void {
  if (id === caseItem.id) return saveCase(context, marked);
  const chosen = markedCopies(marked.length).find(one => one.id === id);
  if (!chosen) return;
  if (!needsWholeRun(id)) {
    const rows = marked.map(run => ({ run }));
    return copyJoined(context, chosen, rows);
  }
  const isComplete = needsCompleteRun(id);
  withWholeRuns(context, marked, 'copied', async (signal, reading) => {
    const runs = await readAll(context, marked, isComplete, reading);
    if (signal.aborted) return;
    const named = isComplete ? await withFailureIds(context, runs, reading) : runs.map(run => ({ run }));
    if (!signal.aborted) copyJoined(context, chosen, named);
  });
}

export function saveCase(context: SessionContext, marked: readonly RunSummary[]): void {
  withWholeRuns(context, marked, 'saved', async (signal, reading) => {
    const runs = await readAll(context, marked, true, reading);
    reading.report('writing the case file…');
    const saved = await context.effects.saveCase(runs, context.store().target, signal);
    context.say(caseNotice(runs.length, saved));
  });
}

type Reading = Parameters<typeof readRunWithTrace>[2];

function withWholeRuns(
  context: SessionContext,
  marked: readonly RunSummary[],
  done: 'copied' | 'saved',
  work: (signal: AbortSignal, reading: Reading) => Promise<void>,
): void {
  if (marked.length > mostWhole) {
    const text = `at most ${mostWhole} runs are ${done} whole; ${formatCount(marked.length)} are marked`;
    return context.say(text, 'error');
  }
  const task = { kind: 'copying', text: `reading ${countOf(marked.length, 'run')}…` } as const;
  context.holdForRead(() =>
    context.task.start(task, (signal, report) =>
      work(signal, { otherwise: `nothing is ${done}`, signal, report }),
    ),
  );
}

async function readAll(
  context: SessionContext,
  marked: readonly RunSummary[],
  isComplete: boolean,
  { otherwise, signal, report }: Reading,
): Promise<readonly Run[]> {
  const reading = { otherwise, signal, report: () => {} };
  const inTurn = limitConcurrency(readsAtOnce);
  let read = 0;
  let spans = 0;
  const readOne = async (picked: RunSummary): Promise<Run> => {
    signal.throwIfAborted();
    const run = isComplete
      ? await readRunWithTrace(context, picked, reading)
      : await withTrace(context, await requestWholeRun(context, picked, otherwise, signal));
    read += 1;
    spans += run.trace?.spans.length ?? 0;
    if (spans > mostSpans) throw tooMuchError(otherwise);
    report(`reading ${countOf(marked.length, 'run')}: ${formatCount(read)} so far`);
    return run;
  };
  return Promise.all(marked.map(run => inTurn(() => readOne(run))));
}

function tooMuchError(otherwise: string): InspectorError {
  const text = `${otherwise}: the traces of these runs have more than ${formatCount(mostSpans)} spans`;
  return new InspectorError('unsupported', text, { hint: 'mark fewer runs' });
}

function copyJoined(
  context: SessionContext,
  { id, label }: MarkedCopy,
  runs: readonly { readonly run: RunSummary | Run; readonly failureId?: string }[],
): void {
  const state = context.getState();
  const sources = runs.flatMap(({ run, failureId }) =>
    copiesOf({ ...state, screen: 'table' }, run)
      .filter(choice => choice.id === id)
      .map(({ source }) => ({ ...source, failureId })),
  );
  copy(context, label, { id, sources, isJoined: true });
}

export const reportItem = { id: 'report', label: 'page to send (HTML)' } as const;

const otherwise = 'nothing is saved';

export function saveReport(context: SessionContext, picked: RunSummary): void {
  save(context, reading => readRunWithTrace(context, picked, reading));
}

export function saveGroupReport(
  context: SessionContext,
  { id, last }: Pick<FailureGroup, 'id' | 'last'>,
): void {
  const store = context.store();
  const address = runAddress(last);
  const read = ({ signal }: Reading) =>
    orElse(otherwise, async () => {
      const run = await store.getRun(address, { include: { steps: true }, signal });
      if (run) return run;
      throw new InspectorError('not-found', noSuchRunText(store.target, address));
    });
  save(context, read, id);
}

function save(context: SessionContext, read: (reading: Reading) => Promise<Run>, failureId?: string): void {
  const { say, effects, getState } = context;
  const store = context.store();
  const task = { kind: 'copying', text: 'reading the whole run…' } as const;
  const work = async (signal: AbortSignal, report: Reading['report']): Promise<void> => {
    const run = await read({ otherwise, signal, report });
    report('finding out what explains it…');
    const reported = { store, run, failureId, canRunAgain: canRunAgain(getState(), run) };
    const saved = await orElse(otherwise, () => effects.saveReport(reported, signal));
    say(savedNotice('the page', saved));
  };
  context.holdForRead(() => context.task.start(task, work));
}
