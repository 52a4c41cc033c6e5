import { coalesceCalls } from '../../async/coalesce-calls.ts';
import { withTimeout } from '../../async/deadline.ts';
import { backoffMs } from '../../async/sleep.ts';
import { yieldToEventLoop } from '../../async/yield-to-event-loop.ts';
import { mostClaims, type StartClaim } from '../../contract/starts/start-intake.ts';
import type { ClaimedStart, StartListener, StartQueue } from '../../contract/starts/start-queue.ts';
import { refusalOf } from '../../http/http-refusal.ts';
import type { ActiveRuns } from './active-runs.ts';
import { countFailures, createStartBegins } from './begin-starts.ts';
import type { LastingProblem } from './lasting-problems.ts';
import type { OutboxParts } from './outbox-parts.ts';

/** The queue of a server's store: starts are claimed by requests, which the server's stream asks for. */
export type StartClaims = StartQueue & {
  readonly isListening: () => boolean;
  /** The server can be reached again. */
  readonly claimSoon: () => void;
  /** Claims if there is room: a program without room would ask in vain each time that runs change. */
  readonly called: () => void;
  /** Ends the listening, and waits up to `ms` until the server knows it. */
  readonly stop: (ms: number) => Promise<void>;
};

type Context = Pick<OutboxParts, 'writer' | 'client' | 'folder' | 'timing' | 'signal'> & {
  readonly problem: LastingProblem;
  readonly active: ActiveRuns;
  readonly onListening: () => void;
};

/** Only a person can change these. */
const lastingStatuses = [401, 403, 404];
const noRoom: ReadonlyMap<string, number> = new Map();

export function createStartClaims(context: Context): StartClaims {
  const { writer, client, timing, signal, active, onListening } = context;
  const { claimMs, firstRetryMs, mostRetryMs, deniedRetryMs } = timing;
  const held = new Set<string>();
  let listener: StartListener | undefined;
  let timer: NodeJS.Timeout | undefined;
  const failures = countFailures(context);
  const begin = createStartBegins({ ...context, failures });
  const last = createLastClaim();

  function claimIn(ms: number): void {
    clearTimeout(timer);
    if (listener && !signal.aborted) timer = setTimeout(claimSoon, ms).unref();
  }
  async function claimNow(): Promise<void> {
    // Runs that end in one turn of the event loop make room together.
    await yieldToEventLoop();
    const claiming = listener;
    if (signal.aborted) return;
    try {
      const request = { room: claiming?.room() ?? noRoom, held: [...held] };
      last.forget();
      const starts = await client.claimStarts(writer, request, signal);
      failures.succeeded();
      last.answered(request, starts);
      claimIn(claimMs);
      if (!claiming || claiming !== listener || starts.length === 0) return;
      for (const { id } of starts) held.add(id);
      claiming.claimed(starts);
    } catch (error) {
      if (signal.aborted) return;
      failures.failed(error);
      const isLasting = lastingStatuses.includes(refusalOf(error)?.status ?? 0);
      claimIn(isLasting ? deniedRetryMs : backoffMs(failures.count(), firstRetryMs, mostRetryMs));
    }
  }
  const claim = coalesceCalls(claimNow);

  function claimSoon(): void {
    if (listener) void claim();
  }
  function end(): Promise<void> | undefined {
    if (!listener) return undefined;
    listener = undefined;
    clearTimeout(timer);
    held.clear();
    return claim();
  }

  return {
    isListening: () => listener !== undefined,
    claimSoon,
    called() {
      const room = listener?.room().values();
      if (room?.some(places => places > 0)) claimSoon();
      else last.forget();
    },
    roomChanged() {
      if (listener && last.isOtherWith(listener.room())) claimSoon();
    },
    async stop(ms) {
      const lastClaim = end();
      if (lastClaim) await withTimeout(lastClaim, ms);
    },
    listen(added) {
      listener = added;
      onListening();
      claimSoon();
      return () => {
        if (listener === added) void end();
      };
    },
    async begin(id, at) {
      const begun = await begin(id, at);
      if (begun) active.add(id);
      held.delete(id);
      return begun;
    },
    release(ids) {
      for (const id of ids) held.delete(id);
      claimSoon();
    },
  };
}

type Room = StartClaim['room'];

/** The last answered claim, which tells whether the next one could find anything. */
function createLastClaim() {
  let last: { readonly names: string; readonly filled: ReadonlySet<string> } | undefined;
  return {
    /** Makes the next claim's result unknown: a claim is on its way, or there are new starts. */
    forget() {
      last = undefined;
    },
    answered({ room, held }: StartClaim, starts: readonly ClaimedStart[]) {
      // The writer holds as many as it may: more may wait, whatever room there is.
      if (held.length + starts.length >= mostClaims) return;
      const claimed = Map.groupBy(starts, ({ workflow }) => workflow);
      const filled = [...room].filter(([name, places]) => (claimed.get(name)?.length ?? 0) >= places);
      last = { names: workflowsOf(room), filled: new Set(filled.map(([name]) => name)) };
    },
    /** Whether a claim with this room offers other workflows, or has room where the last had none left. */
    isOtherWith(room: Room): boolean {
      const { names, filled } = last ?? {};
      return (
        names !== workflowsOf(room) ||
        room.entries().some(([name, places]) => places > 0 && filled?.has(name))
      );
    },
  };
}

function workflowsOf(room: Room): string {
  return JSON.stringify([...room.keys()]);
}
