import type { RunEvent } from '../../../src/contract/run-events.ts';
import { runCreated } from '../../contract/sample-events.ts';

/** Enough for a thread. */
const spans = 1_100;

export const failedId = 'run_9';

/** Three successes and a failed run of one workflow, with long traces in which a call differs. */
export const longRuns: readonly RunEvent[] = [1, 2, 3, 9].flatMap(number => {
  const isFailed = number === 9;
  const runId = `run_${number}`;
  const createdAt = 1_700_000_000_000 + number * 60_000;
  const message = 'the card was declined';
  return [
    runCreated(runId, {
      ...{ name: 'long', createdAt, startedAt: createdAt, finishedAt: createdAt + 20_000 },
      ...{ status: isFailed ? 'failed' : 'success', input: JSON.stringify({ id: number, password: runId }) },
      error: isFailed ? { value: JSON.stringify({ message }), name: 'CardError', message } : undefined,
    }),
    ...Array.from(
      { length: spans },
      (_, at): RunEvent => ({
        ...{ type: 'span-put', runId, id: `${runId}-${at}`, name: at % 2 === 0 ? 'chunk' : 'call' },
        ...{ kind: 'http', startAt: createdAt + at * 10, endAt: createdAt + at * 10 + 5 },
        status: isFailed && at === 501 ? 'error' : 'ok',
        attributes: JSON.stringify({
          ...{ index: at, request: `${runId}-${at}` },
          'http.response.status_code': isFailed && at === 501 ? 503 : 200,
        }),
      }),
    ),
  ];
});
