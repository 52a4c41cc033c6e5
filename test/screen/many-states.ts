import { parseQuery } from '../../src/model/query/parse/parse-query.ts';
import { type FoundRun, type FoundRuns, withRuns } from '../../src/operations/acts/find-runs.ts';
import {
  type ActQuestion,
  createActQuestion,
  type RunSource,
  withFound,
  withInput,
  withOffers,
} from '../../src/screen/acts/act-question.ts';
import { toReadInput } from '../../src/screen/acts/read-inputs.ts';
import { typeNumber } from '../../src/screen/dialogs/question.ts';
import type { Action } from '../../src/screen/shell/state.ts';
import { opened } from './dialog-actions.ts';
import { mergedStates } from './screen-states.ts';

export const cancelTarget: FoundRun = {
  ...{ address: 'run_0059', id: 'run_0059', name: 'signup-pipeline' },
  ...{ status: 'Running', statusKey: 'running', kind: 'workflow' },
};

export const foundOf = (runs: readonly FoundRun[]): FoundRuns =>
  withRuns({ runs: [], counts: [], isCut: false }, runs);

const runOf = (id: string, run: Partial<FoundRun> = {}): FoundRun => ({
  ...cancelTarget,
  address: id,
  id,
  ...run,
});

export const actedOn: readonly FoundRun[] = [
  cancelTarget,
  runOf('run_0058'),
  runOf('run_0057', { name: 'contract-approval', status: 'Waiting on hook', statusKey: 'waiting' }),
  runOf('run_0056', { name: 'invoice-sync', status: 'Queued', statusKey: 'queued' }),
];

const matching: RunSource = {
  type: 'matching',
  label: 'view',
  query: parseQuery('status:active'),
  of: 'Running · workflow:signup*',
};

export const markedOf = (runs: readonly FoundRun[], leftOut = 0): RunSource => ({
  type: 'chosen',
  runs: foundOf(runs),
  leftOut,
});

type Change = (confirm: ActQuestion) => ActQuestion;

/** The question, after what was read and typed since. */
export function askedMany(
  act: ActQuestion['act'],
  source: RunSource,
  ...changes: readonly Change[]
): ActQuestion {
  return changes.reduce(
    (confirm, change) => change(confirm),
    createActQuestion({ act, source, target: './runs.db' }),
  );
}

const asked = (...question: Parameters<typeof askedMany>): readonly Action[] => [
  opened(askedMany(...question)),
];

const found =
  (runs: readonly FoundRun[], retried: readonly string[] = []): Change =>
  confirm =>
    withFound(confirm, foundOf(runs), { retried: new Map(retried.map(address => [address, undefined])) });

const choiceChanged: Change = confirm => ({ ...confirm, choice: 'yes' });
const typed =
  (text: string): Change =>
  confirm =>
    typeNumber(confirm, { type: 'typed', text });

const failedRuns = (count: number): readonly FoundRun[] =>
  Array.from({ length: count }, (_, at) =>
    runOf(`run_${at}`, {
      ...{ status: 'Failed', statusKey: 'failed' },
      name: at % 5 === 4 ? 'invoice-sync' : 'signup-pipeline',
    }),
  );

const group: RunSource = {
  ...matching,
  label: 'group',
  of: 'TimeoutError: no answer in <duration> · view All',
};
const readInput =
  (address: string, value: unknown): Change =>
  confirm =>
    withInput(confirm, address, toReadInput({ kind: 'workflow', input: value }));
const notWhole = { month: '2026-11', file: { $type: 'truncated', omitted: 3 } };

const offersRead =
  (...names: readonly string[]): Change =>
  confirm =>
    withOffers(confirm, [{ names }]);

const killed = markedOf(
  ['run_0059', 'run_0048', 'run_0047'].map(id => runOf(id, { status: 'Canceling already' })),
);
const severalAgain = markedOf(
  [
    runOf('run_0058', { status: 'Failed', statusKey: 'failed' }),
    runOf('run_0049', { name: 'invoice-sync', status: 'Failed', statusKey: 'failed' }),
    runOf('run_0047', { name: '日本語のワークフロー', status: 'Sleeping', statusKey: 'sleeping' }),
  ],
  1,
);
const markedAgain = markedOf(failedRuns(42));

/** As pg-boss ends a job, on another machine. */
const marked = (source: RunSource): readonly Action[] => [
  opened(
    createActQuestion({
      ...{ act: 'cancel', source, target: 'pg-boss:postgres://db.example.com/orders' },
      host: 'database orders on db.example.com',
      can: {
        ...{ cancel: true, kill: false, start: true, live: true, sorts: [] },
        cancelNotes: { running: 'a handler that is running goes on; its result is dropped' },
      },
    }),
  ),
];

/** The questions before runs are acted on, by name. */
export const manyStates: Readonly<Record<string, readonly Action[]>> = {
  'confirm-cancel': asked('cancel', markedOf([cancelTarget])),
  'confirm-kill': asked('kill', markedOf([runOf('run_0059', { status: 'Canceling already' })])),
  'confirm-cancel-marks': marked(markedOf([cancelTarget])),
  'confirm-cancel-marks-several': marked(markedOf(actedOn)),
  'confirm-cancel-of-several-targets': [
    ...(mergedStates.merged ?? []),
    opened(
      createActQuestion({
        act: 'cancel',
        source: markedOf([{ ...cancelTarget, address: 'prod/run_0059', target: 'prod' }]),
        target: 'https://runs.example.com/team, ./shop/runs.db',
      }),
    ),
  ],
  'confirm-kill-several': asked('kill', killed, choiceChanged),
  'confirm-cancel-several': asked('cancel', markedOf(actedOn, 2), choiceChanged),
  'confirm-cancel-marked': asked('cancel', markedOf([...actedOn, ...failedRuns(20)]), typed('2')),
  'confirm-many-reading': asked('cancel', matching, confirm => ({ ...confirm, soFar: 1_500 })),
  'confirm-many-few': asked('cancel', matching, found(actedOn)),
  'confirm-many': asked(
    'cancel',
    matching,
    found(Array.from({ length: 1_240 }, (_, at) => runOf(`run_${at}`, { name: `workflow-${at % 31}` }))),
    typed('12'),
  ),
  'confirm-retry': asked('retry', group, found(failedRuns(15), ['run_3', 'run_7'])),
  'confirm-retry-some-offered': asked(
    'retry',
    group,
    found(failedRuns(42), ['run_3']),
    offersRead('signup-pipeline'),
  ),
  'confirm-retry-not-offered': asked('retry', group, found(failedRuns(500)), offersRead('nightly')),
  'run-again-several': asked(
    'retry',
    severalAgain,
    found(severalAgain.type === 'chosen' ? severalAgain.runs.runs : []),
    readInput('run_0058', { email: 'ada@example.com', plan: 'pro' }),
    readInput('run_0049', notWhole),
  ),
  'run-again-marked': asked(
    'retry',
    markedAgain,
    found(failedRuns(42), ['run_3', 'run_7', 'run_11']),
    readInput('run_5', notWhole),
  ),
};
