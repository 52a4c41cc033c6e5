import {
  lacksStartScope,
  mayHaveHook,
  readStarts,
  startsByItself,
  startsNothing,
} from '../../contract/reading/target-starts.ts';
import type { RunStore, TargetStarts } from '../../contract/run-store.ts';
import type { Offers } from '../../contract/starts/offers.ts';
import type { RunSummary } from '../../model/run.ts';
import { missingScopeText } from '../../model/token-scope.ts';
import { unsupportedText } from '../target-refusal.ts';

/**
 * Which workflows can be started: in a merged list, in each target that answers. An engine that starts runs
 * by itself is left out, because no program has to offer its workflows.
 */
export async function readOffers(store: RunStore, signal?: AbortSignal): Promise<readonly Offers[]> {
  const members = await store.memberStarts?.({ signal });
  const all = members ?? new Map([[undefined, await readStarts(store, signal)]]);
  return [...all].flatMap(([name, starts]) => (startsByItself(starts) ? [] : toOffers(starts, name)));
}

/**
 * Why a run of a merged list cannot be started with another input: its target starts nothing, or only repeats
 * runs. `undefined` where it can, and for a target that does not answer.
 */
export async function readEditRefusal(
  store: RunStore,
  { target }: Pick<RunSummary, 'target'>,
): Promise<string | undefined> {
  if (target === undefined) return undefined;
  const starts = (await store.memberStarts?.({}))?.get(target);
  return starts && startRefusal(starts);
}

function toOffers(starts: TargetStarts, target: string | undefined): Offers {
  const { offered: names } = starts;
  const refusal = startRefusal(starts);
  if (refusal !== undefined) return { target, names, refusal };
  return mayHaveHook(starts)
    ? { target, names, others: 'a program behind the server (serve --start-url)' }
    : { target, names };
}

function startRefusal({ target, can, about }: TargetStarts): string | undefined {
  if (lacksStartScope(about)) return `${target.location}: ${missingScopeText('start')}`;
  return startsNothing({ can, about }) ? unsupportedText(target, 'start') : undefined;
}
