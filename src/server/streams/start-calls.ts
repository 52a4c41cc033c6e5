import { coalesceCalls } from '../../async/coalesce-calls.ts';
import type { StartIntake } from '../../contract/starts/start-intake.ts';
import { type EventStream, toEventBytes } from './event-stream.ts';

/** Tells connected recorders of starts that they can claim. */
export type StartCalls = {
  /** Calls the recorders that are wanted; a call during a check repeats it. */
  readonly check: () => void;
  readonly end: () => void;
};

/** Enough to have one with room; if not, all others are called a moment later. */
const fewWriters = 8;
const othersMs = 250;

const callBytes = toEventBytes({ event: 'start', data: {} });

export function createStartCalls(
  starts: StartIntake,
  connected: () => ReadonlyMap<string, readonly EventStream[]>,
  onError: (error: unknown) => void,
): StartCalls {
  let turn = 0;
  let others: NodeJS.Timeout | undefined;

  async function callWanted(most: number): Promise<void> {
    const streams = connected();
    const wanted = await starts.wanted([...streams.keys()]);
    clearTimeout(others);
    const first = wanted.length > most ? turn % wanted.length : 0;
    const chosen = [...wanted.slice(first), ...wanted.slice(0, first)].slice(0, most);
    turn += chosen.length;
    for (const writer of chosen) for (const stream of streams.get(writer) ?? []) stream.send(callBytes);
    if (chosen.length === wanted.length) return;
    others = setTimeout(() => callWanted(Number.POSITIVE_INFINITY).catch(onError), othersMs).unref();
  }
  const check = coalesceCalls(() => callWanted(fewWriters).catch(onError));

  return {
    check: () => {
      if (connected().size > 0) void check();
    },
    end: () => clearTimeout(others),
  };
}
