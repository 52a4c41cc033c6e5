import { limitConcurrency } from '../../async/limit-concurrency.ts';
import type { CancelResult, RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import type { RunStatus } from '../../model/status.ts';
import { statusInfo } from '../../model/status.ts';
import { sanitizeLine } from '../../model/text/sanitize.ts';
import type { TargetChoice } from '../../targets/resolved-target.ts';
import { askYesNo } from '../confirm-prompt.ts';
import type { Context } from '../context.ts';
import { exitCodeOf, exitCodes } from '../exit-codes.ts';
import type { Output } from '../options/output-options.ts';
import { createListPrinter, type ListShape } from '../print/print-list.ts';
import { say } from '../print/write.ts';
import { waitForEnd } from '../store/wait-for-end.ts';
import { withStore } from '../store/with-store.ts';

export type CancelRequest = {
  readonly ids: readonly string[];
  /** Whether they are to end at once, without cleaning up. */
  readonly kill: boolean;
  readonly wait: boolean;
  readonly yes: boolean;
  readonly output: Output;
  readonly target: TargetChoice;
};

/** Each may take a process of its own. */
const askedAtOnce = 8;

/** After so long a run that was asked to end is taken for one that may not. */
const remindMs = 10_000;

type Outcome = {
  readonly id: string;
  readonly result: CancelResult['type'] | 'error';
  /** The run's status, where the store or the wait told it. */
  readonly status?: RunStatus;
  readonly reason?: string;
  readonly exitCode: number;
};

export async function runCancelRuns(request: CancelRequest, context: Context): Promise<number> {
  const ids = [...new Set(request.ids)];
  return withStore(request.target, context, async store => {
    if (!(await isWanted(ids, request, store, context))) {
      say(`nothing was ${request.kill ? 'killed' : 'canceled'}`, context);
      return exitCodes.failed;
    }
    const inTurn = limitConcurrency(askedAtOnce);
    const outcomes = await Promise.all(ids.map(id => endOne({ store, inTurn }, id, request, context)));
    const printer = createListPrinter(request.kill ? killedShape : canceledShape, request.output, context);
    await printer.add(outcomes);
    await printer.end();
    return worstOf(outcomes);
  });
}

async function isWanted(
  ids: readonly string[],
  { kill, yes }: CancelRequest,
  store: RunStore,
  context: Context,
): Promise<boolean> {
  const isTerminal = context.stdin.isTTY === true && context.stderr.isTTY === true;
  if (ids.length < 2 || yes || !isTerminal) return true;
  return askYesNo(`${kill ? 'kill' : 'cancel'} ${ids.length} runs of ${store.target.location}?`, context);
}

type Asking = { readonly store: RunStore; readonly inTurn: ReturnType<typeof limitConcurrency> };

async function endOne(
  { store, inTurn }: Asking,
  id: string,
  { kill, wait }: CancelRequest,
  context: Context,
): Promise<Outcome> {
  const { signal, env } = context;
  const remind = () => {
    if (store.can.kill && !kill) say(`${id} still goes on; --kill ends it at once`, context);
  };
  try {
    const result = await inTurn<CancelResult>(async () =>
      kill
        ? ((await store.killRun?.(id, { signal })) ?? { type: 'unsupported' })
        : store.cancelRun(id, { by: env.USER ?? env.USERNAME, signal }),
    );
    if (result.type !== 'requested' || !wait) return toOutcome(id, result);
    const reminder = setTimeout(remind, remindMs);
    const status = await waitForEnd(store, id, signal).finally(() => clearTimeout(reminder));
    const isCanceled = status === 'canceled';
    const exitCode = isCanceled ? exitCodes.ok : exitCodes.failed;
    return { id, result: isCanceled ? 'canceled' : 'already-finished', status, exitCode };
  } catch (error) {
    if (!(error instanceof InspectorError)) throw error;
    return { id, result: 'error', reason: error.message, exitCode: exitCodeOf(error) };
  }
}

function toOutcome(id: string, result: CancelResult): Outcome {
  switch (result.type) {
    case 'requested':
      return { id, result: result.type, exitCode: exitCodes.ok };
    case 'canceled':
      return { id, result: result.type, status: 'canceled', exitCode: exitCodes.ok };
    case 'already-finished':
      return { id, result: result.type, status: result.status, exitCode: exitCodes.failed };
    case 'refused':
      return { id, result: result.type, reason: result.reason, exitCode: exitCodes.failed };
    case 'not-found':
      return { id, result: result.type, exitCode: exitCodes.notFound };
    case 'unsupported':
      return { id, result: result.type, exitCode: exitCodes.failed };
  }
}

/** What failed outweighs what was not found, which outweighs what went well. */
function worstOf(outcomes: readonly Outcome[]): number {
  const codes = outcomes.map(outcome => outcome.exitCode).filter(code => code !== exitCodes.ok);
  return codes.find(code => code !== exitCodes.notFound) ?? codes[0] ?? exitCodes.ok;
}

type Words = { readonly verb: string; readonly ended: string };

const canceledShape = outcomeShape({ verb: 'cancel', ended: 'canceled' });
const killedShape = outcomeShape({ verb: 'kill', ended: 'killed' });

function outcomeShape(words: Words): ListShape<Outcome> {
  return {
    toJson: ({ id, result, status, reason }) => ({ id, result, status, reason }),
    tsv: ['id', 'result', 'status', 'reason'],
    toTable: async outcomes =>
      outcomes.map(outcome => sanitizeLine(`${outcome.id}  ${toWords(outcome, words)}`)),
  };
}

function toWords({ result, status, reason }: Outcome, { verb, ended }: Words): string {
  const how = status === undefined ? '' : `: ${statusInfo[status].label}`;
  switch (result) {
    case 'requested':
      return `${verb} requested`;
    case 'canceled':
      return ended;
    case 'already-finished':
      return `not ${ended}, already finished${how}`;
    case 'not-found':
      return 'there is no such run';
    case 'unsupported':
      return `this target cannot ${verb} runs`;
    case 'refused':
      return `refused: ${reason}`;
    case 'error':
      return `failed: ${reason}`;
  }
}
