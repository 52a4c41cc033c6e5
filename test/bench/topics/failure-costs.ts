import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorColumns } from '../../../src/database/runs/events/error-columns.ts';
import { openRecorder } from '../../../src/recorder/recorder.ts';
import { toRecordedError } from '../../../src/recorder/run/recorded-error.ts';
import { rewrite } from '../../database/sqlite/temp-store.ts';
import { measureInTurn, median } from '../measure.ts';
import { formatSpread, type Row } from '../row.ts';
import { findFailingSqlite } from '../stores/failing-stores.ts';
import { removeStore } from '../stores/kept-sqlite.ts';
import { knownFailures } from '../stores/known-failures.ts';
import { timeRawInserts } from '../stores/raw-inserts.ts';
import { plainCommand } from '../terminal/inspector-screen.ts';
import { timeToEnd } from '../terminal/time-to-end.ts';
import type { Bench, Topic } from '../topic.ts';

const recorded = 2_000;
const rounds = 7;
const mostOfRecording = 0.05;
const mostTimes = 1.3;

/** What recorders and commands pay for the groups of failures. */
export const failureCostsTopic: Topic = {
  name: 'failure-costs',
  part: 'failures',
  measure: async bench => [
    await measureRecorder(bench, 1),
    await measureRecorder(bench, 10),
    await measureColumns(bench, 1),
    await measureColumns(bench, 10),
    await measureList(bench),
  ],
};

/**
 * Every run, or every tenth, fails. No two of the errors are alike, so that no signature is known already;
 * all work is the processor's.
 */
async function measureRecorder({ folder }: Bench, failedEvery: number): Promise<Row> {
  let last = 0;
  const { recording, signing } = await measureInTurn(rounds, {
    recording: async () => {
      last += 1;
      const path = join(folder, `failed-${failedEvery}-${last}.db`);
      const ms = await timeRecording(path, errorsOf(last, failedEvery));
      removeStore(path);
      return ms;
    },
    signing: async () => timeSigning(errorsOf(last, failedEvery)),
  });
  const share = median(signing) / median(recording);
  const which = failedEvery === 1 ? 'that all fail' : 'of which a tenth fails';
  return {
    what: `recorder: signatures of runs ${which}, each with an error of its own`,
    figure: `${(share * 100).toFixed(1)}% of recording them: ${perRun(signing)}`,
    floor: `recording them: ${perRun(recording)}`,
    bar: `<= ${mostOfRecording * 100}%`,
    isMet: share <= mostOfRecording,
    samples: rounds,
  };
}

function perRun(values: readonly number[]): string {
  return `${((median(values) / recorded) * 1_000).toFixed(1)} µs a run`;
}

/** One for each run; `undefined` for a run that succeeds. */
function errorsOf(round: number, failedEvery: number): readonly (Error | undefined)[] {
  return knownFailures(recorded).map(({ n, message }) =>
    n % failedEvery === 0 ? new Error(`${message} (${round * recorded + n})`) : undefined,
  );
}

async function timeRecording(path: string, errors: readonly (Error | undefined)[]): Promise<number> {
  const recorder = await openRecorder({
    location: path,
    onError: error => {
      throw error;
    },
  });
  const start = process.threadCpuUsage();
  for (const error of errors) {
    await recorder
      .run({ workflow: 'bench-pipeline', input: { text: 'x'.repeat(900) } }, async run => {
        await run.step('create-user', () => 1);
        await run.step('send-email', () => {
          if (error) throw error;
          return 1;
        });
      })
      .catch((thrown: unknown) => {
        if (thrown !== error) throw thrown;
      });
  }
  await recorder.flush();
  const ms = sinceMs(start);
  await recorder.close();
  return ms;
}

function timeSigning(errors: readonly (Error | undefined)[]): number {
  const told = errors.flatMap(error =>
    error ? [{ ...toRecordedError(error), stepName: 'send-email' }] : [],
  );
  const start = process.threadCpuUsage();
  for (const error of told) errorColumns('bench-pipeline', error);
  return sinceMs(start);
}

function sinceMs(start: NodeJS.CpuUsage): number {
  const { user, system } = process.threadCpuUsage(start);
  return (user + system) / 1_000;
}

const causes = ['cause_code', 'cause_name', 'cause_message', 'failure'];
const withoutFailures = `DROP INDEX runs_failure; ${causes.map(column => `ALTER TABLE runs DROP COLUMN ${column}`).join('; ')}`;

/** The rows of the same runs, inserted by bare statements with and without what a row knows of a failure. */
async function measureColumns({ folder }: Bench, failedEvery: number): Promise<Row> {
  const paths = ['with', 'without', 'to'].map(name => join(folder, `columns-${name}-${failedEvery}.db`));
  const [path = '', without = '', to = ''] = paths;
  await timeRecording(path, errorsOf(1, failedEvery));
  copyFileSync(path, without);
  rewrite(without, withoutFailures);
  const insertInto = (from: string) => async () => {
    removeStore(to);
    return timeRawInserts(from, to);
  };
  const taken = await measureInTurn(rounds, { all: insertInto(path), without: insertInto(without) });
  for (const one of paths) removeStore(one);
  const which = failedEvery === 1 ? 'that all fail' : 'of which a tenth fails';
  return {
    what: `SQLite: bare inserts of runs ${which}, with the columns and the index of failures`,
    figure: perRun(taken.all),
    floor: `without them: ${perRun(taken.without)}`,
    ratio: median(taken.all) / median(taken.without),
    samples: rounds,
  };
}

/** Only the ids of groups, which a vote of the whole store decides, tell the two apart. */
async function measureList({ options, say }: Bench): Promise<Row> {
  const path = await findFailingSqlite(options.runs, say);
  const list = (status: string) => {
    const command = plainCommand(
      'history',
      'list',
      '--target',
      path,
      '--status',
      status,
      '--limit',
      '50',
      '-o',
      'ndjson',
    );
    return timeToEnd(command, output => output.split('\n').length === 51);
  };
  const { failed, succeeded } = await measureInTurn(options.starts, {
    failed: () => list('failed'),
    succeeded: () => list('success'),
  });
  const ratio = median(failed) / median(succeeded);
  return {
    what: '`history list --status failed --limit 50 -o ndjson` to exit, with the group of each run',
    figure: formatSpread(failed),
    floor: `--status success: ${formatSpread(succeeded)}`,
    ratio,
    bar: `<= ${mostTimes}×`,
    isMet: ratio <= mostTimes,
    samples: failed.length,
  };
}
