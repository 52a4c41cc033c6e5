import { inTime } from '../../async/deadline.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { comparisonSentence } from '../../model/compare/text/comparison-sentence.ts';
import { maskDifference } from '../../model/compare/text/mask-difference.ts';
import { ignoreExpected, ignoreExpectedUntil } from '../../model/errors.ts';
import type { FailureMark } from '../../model/failure/memory/failure-mark.ts';
import { signatureOfRun } from '../../model/failure/summarize-failure.ts';
import type { Query } from '../../model/query/query.ts';
import type { HowUsual } from '../../model/report/how-usual.ts';
import type { ExplainedRun } from '../../model/report/run-explanation.ts';
import { type Run, runAddress, type Trace } from '../../model/run.ts';
import type { FailureExplanation } from '../../model/share/explanation-json.ts';
import { type ComparedRuns, compareRuns } from '../compare-runs.ts';
import { readShortTrace } from '../read-trace.ts';
import { explainFailures } from './failure-explanation.ts';
import { type OwnFailures, readNoteOn } from './failure-memory.ts';
import { groupQuery } from './group-failures.ts';
import { countFailures, groupIdAmong, usualAmong } from './read-how-usual.ts';

type Options = {
  readonly own: OwnFailures;
  readonly now: number;
  readonly signal: AbortSignal;
  /** Known already, so that they need not be read. */
  readonly failureId?: string;
  readonly explanation?: FailureExplanation;
  /** Absent, the run is compared with the last success. */
  readonly comparison?: ComparedRuns;
  /** For what the group shares, and the same again for the comparison. */
  readonly budgetMs?: number;
};

const defaultBudgetMs = 10_000;

/** What the store cannot tell is left out; what takes too long is named. */
export async function explainRun(
  store: RunStore,
  run: Run,
  options: Options,
): Promise<ExplainedRun & { readonly comparison?: ComparedRuns }> {
  const { whole = run, trace, usual, known, ...found } = await readFailureFindings(run, store, options);
  const explained = { run: { ...whole, trace }, usual, known };
  if (run.status !== 'failed') {
    const { comparison } = options;
    return { ...explained, comparison, difference: differenceIn(comparison), unread: [] };
  }
  const failureId = options.failureId ?? found.failureId;
  const unread: string[] = [];
  const readShared = (query: Query) =>
    withBudget('what its group shares', options, unread, part =>
      explainFailures(store, query, { ...options, ...part }),
    );
  const explanation =
    options.explanation ?? (failureId === undefined ? undefined : await readShared(groupQuery(failureId)));
  const comparison =
    options.comparison ??
    (await withBudget('the comparison', options, unread, part =>
      compareRuns(store, runAddress(run), 'success', { ...options, ...part }),
    ));
  return { ...explained, failureId, explanation, comparison, difference: differenceIn(comparison), unread };
}

function differenceIn(compared: ComparedRuns | undefined): ExplainedRun['difference'] {
  if (!compared) return undefined;
  const { first, b } = compared;
  const text = comparisonSentence({ ...compared, first: first && maskDifference(first) });
  return { text, against: runAddress(b) };
}

/** `undefined` for what cannot be read; what takes too long is also named in `unread`. */
async function withBudget<T>(
  name: string,
  { signal, budgetMs = defaultBudgetMs }: Options,
  unread: string[],
  read: (part: { readonly signal: AbortSignal }) => Promise<T>,
): Promise<T | undefined> {
  const onLate = () => unread.push(name);
  const reading = inTime({ ms: budgetMs, signal, onLate }, soon => read({ signal: soon }));
  return reading.catch(ignoreExpectedUntil(signal));
}

export type FailureFindings = {
  /** The run with its steps: in some stores only they tell where it failed. */
  readonly whole?: Run;
  readonly usual?: HowUsual;
  readonly failureId?: string;
  readonly known?: FailureMark;
  readonly trace?: Trace;
};

const budgetMs = 2_000;

export async function readFailureFindings(
  run: Run,
  store: RunStore,
  { own, signal, now }: Pick<Options, 'own' | 'signal' | 'now'>,
): Promise<FailureFindings> {
  const address = runAddress(run);
  const readWhole = async () =>
    run.steps ? run : store.getRun(address, { include: { steps: true }, signal });
  const readGroup = async () => {
    const signature = signatureOfRun(run);
    if (signature === undefined) return {};
    const counted = await countFailures(store, signature, { now, signal, budgetMs });
    const failureId = groupIdAmong(counted, run);
    return { usual: usualAmong(counted, run), failureId, known: await readNote(failureId) };
  };
  const readNote = async (id: string | undefined) =>
    id === undefined ? undefined : readNoteOn(id, { store, own, signal }).catch(ignoreExpected);
  const [whole, group, trace] = await Promise.all([
    readWhole().catch(ignoreExpected),
    readGroup().catch(ignoreExpected),
    run.trace ?? readShortTrace(store, address, signal).catch(ignoreExpected),
  ]);
  return { whole, ...group, trace };
}
