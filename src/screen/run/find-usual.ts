import { inTurns } from '../../async/yield-to-event-loop.ts';
import { type Run, runAddress } from '../../model/run.ts';
import { isActive } from '../../model/status.ts';
import { workflowKey } from '../../model/usual/usual.ts';
import { findSlowSpans } from '../../model/usual/usual-parts.ts';
import { type PartsOfRun, readUsualOfRun, type UsualOfRun } from '../../operations/read-usual-of-run.ts';
import { createFreshValues, type Read, readWhileShown } from '../shell/jobs.ts';
import type { Reaction, ReaderContext } from '../shell/state.ts';
import type { TraceIndex } from '../trace/trace-index.ts';
import type { DetailState } from './detail-state.ts';

/** Nothing is read for runs that the cursor passes. */
const passingMs = 120;
const budgetMs = 2_000;
/** How long the answer is used for other runs of the same workflow. */
const freshMs = 60_000;
const mostKept = 50;
/** Open spans become slow while one looks at them. */
const againMs = 2_000;
/** Marking them again takes at most this part of the time. */
const shareOfTime = 1 / 20;

type Asked = { readonly run: Run; readonly kind: PartsOfRun; readonly trace?: TraceIndex };

/** Reads what is usual for the open run and its steps or spans, whichever are shown. */
export function findUsual(context: ReaderContext): Reaction {
  const { dispatch, now, store } = context;
  const known = createFreshValues<UsualOfRun>({ now, forMs: freshMs, most: mostKept });

  async function usualOf({ run, kind }: Asked, signal: AbortSignal): Promise<UsualOfRun> {
    const keyOf = (one: PartsOfRun) => `${one} ${run.target ?? ''} ${workflowKey(run)}`;
    const kinds: readonly PartsOfRun[] = kind === 'none' ? ['none', 'steps', 'spans'] : [kind];
    const before = kinds.map(one => known.get(keyOf(one))).find(one => one !== undefined);
    if (before) return before;
    const startAt = now();
    const usual = await readUsualOfRun(store(), run, kind, { now: startAt, signal, budgetMs });
    const isEmpty = usual.run === undefined && usual.parts.size === 0;
    if (!isEmpty || now() - startAt < budgetMs) known.set(keyOf(kind), usual);
    return usual;
  }

  async function find(asked: Asked, ...[signal, again]: Parameters<Read>): Promise<void> {
    const { run, kind, trace } = asked;
    const { run: usual, parts } = await usualOf(asked, signal);
    if (signal.aborted) return;
    const found = { type: 'detail-usual-found', address: runAddress(run), usual } as const;
    if (!trace) return dispatch({ ...found, steps: kind === 'steps' ? parts : undefined });
    const startAt = now();
    const openEndAt = isActive(run) ? startAt : (run.finishedAt ?? 0);
    const slow = await inTurns(findSlowSpans(trace.spans, parts, openEndAt), signal);
    if (signal.aborted) return;
    dispatch({ ...found, slow });
    const tookMs = now() - startAt;
    if (trace.hasOpenSpans && isActive(run)) again(Math.max(againMs, tookMs / shareOfTime));
  }

  const finding = readWhileShown(context, {
    shown: ({ detail }) => detail && askedOf(detail),
    isSame,
    read: find,
    delayMs: passingMs,
  });
  return {
    react: (before, after) => {
      if (before.store.target !== after.store.target) known.clear();
      if (before.detail !== after.detail) finding.react(before, after);
    },
    stop: () => {
      finding.stop();
      known.clear();
    },
  };
}

function askedOf({ run, tab, trace: { phase, index } }: DetailState): Asked | undefined {
  if (!run) return undefined;
  if (tab === 'trace' && phase !== 'read') return undefined;
  if (tab === 'trace' && index.spans.length > 0) return { run, kind: 'spans', trace: index };
  const hasSteps = tab === 'overview' && (run.steps ?? []).length > 0;
  return { run, kind: hasSteps ? 'steps' : 'none' };
}

/** Usual durations are not read again when the same run has new data. */
function isSame(one: Asked, other: Asked): boolean {
  const isSameRun = runAddress(one.run) === runAddress(other.run);
  return isSameRun && one.kind === other.kind && one.trace === other.trace;
}
