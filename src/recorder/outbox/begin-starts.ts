import { backoffMs, sleep } from '../../async/sleep.ts';
import type { BeginRequest, BegunStarts } from '../../contract/starts/start-intake.ts';
import type { BegunStart, StartQueue } from '../../contract/starts/start-queue.ts';
import { refusalOf } from '../../http/http-refusal.ts';
import { InspectorError, thrownMessage } from '../../model/errors.ts';
import { apiLimits } from '../../protocol/api-limits.ts';
import { type LastingProblem, withFolder } from './lasting-problems.ts';
import type { OutboxParts } from './outbox-parts.ts';

type Context = Pick<OutboxParts, 'writer' | 'client' | 'timing' | 'signal'> & {
  readonly failures: RequestFailures;
};

type Waiting = BeginRequest & { readonly resolve: (begun: BegunStart | undefined) => void };

/** Begins the starts of one turn of the event loop by one request, which is repeated until it is answered. */
export function createStartBegins({
  writer,
  client,
  timing,
  signal,
  failures,
}: Context): StartQueue['begin'] {
  const { firstRetryMs, mostRetryMs } = timing;
  const waiting: Waiting[] = [];

  function sendWaiting(): void {
    while (waiting.length > 0) void send(waiting.splice(0, apiLimits.begins));
  }

  /** Repeats the request: where an answer was lost, the server may have begun the starts for us alone. */
  async function send(starts: readonly Waiting[]): Promise<void> {
    let unanswered = starts;
    for (let tries = 1; unanswered.length > 0 && !signal.aborted; ) {
      try {
        unanswered = settle(unanswered, await client.beginStarts(writer, unanswered, signal));
        failures.succeeded();
        tries = 1;
      } catch (error) {
        if (!signal.aborted) failures.failed(error);
        // One damaged start may have made the server fail: it must not hold up the others.
        if (unanswered.length > 1 && refusalOf(error)?.status === 500)
          return unanswered.forEach(one => void send([one]));
        await sleep(backoffMs(tries, firstRetryMs, mostRetryMs), signal, { ref: false });
        tries += 1;
      }
    }
    for (const { resolve } of unanswered) resolve(undefined);
  }

  return (id, at) =>
    new Promise(resolve => {
      if (waiting.length === 0) setImmediate(sendWaiting);
      waiting.push({ id, at, resolve });
    });
}

function settle(starts: readonly Waiting[], { begun, refused }: BegunStarts): readonly Waiting[] {
  const answers = new Map<string, BegunStart | undefined>(refused.map(id => [id, undefined]));
  for (const { id, ...start } of begun) answers.set(id, start);
  const unanswered = starts.filter(({ id }) => !answers.has(id));
  if (unanswered.length === starts.length)
    throw new InspectorError('unreadable', 'the server did not say which runs begin', {
      hint: 'it is asked again; check what is between this program and the server',
    });
  for (const { id, resolve } of starts) if (answers.has(id)) resolve(answers.get(id));
  return unanswered;
}

type RequestFailures = ReturnType<typeof countFailures>;

type FailureContext = Pick<OutboxParts, 'folder'> & { readonly problem: LastingProblem };

/** Counts the failures since the last success, and reports each problem once while it lasts. */
export function countFailures({ folder, problem: lasting }: FailureContext) {
  let failures = 0;
  let reported: string | undefined;
  return {
    count: () => failures,
    failed(error: unknown) {
      failures += 1;
      const problem = toProblem(error, folder);
      if (problem.message !== reported) lasting.report(problem);
      reported = problem.message;
    },
    succeeded() {
      failures = 0;
      reported = undefined;
      lasting.ended();
    },
  };
}

function toProblem(error: unknown, folder: string): InspectorError {
  // A token of scope `record` is refused here alone.
  if (refusalOf(error)?.status === 403 && error instanceof InspectorError)
    return new InspectorError('auth', `no runs can be started in this program: ${error.message}`, {
      hint: error.hint,
      cause: error,
    });
  if (error instanceof InspectorError) return refusalOf(error) ? error : withFolder(error, folder);
  return new InspectorError('conflict', `no runs can be started here: ${thrownMessage(error)}`, {
    cause: error,
  });
}
