import type { RunStore } from '../../contract/run-store.ts';
import { type Offers, readStarts } from '../../contract/starts/offers.ts';
import type { TargetStarts } from '../../contract/starts/target-starts.ts';
import { missingScopeText } from '../../model/token-scope.ts';
import { unsupportedText } from '../target-refusal.ts';

/**
 * Reads which workflows can be started: in a merged list, in each target that answers. An engine that starts
 * or repeats runs by itself is left out, because nobody has to offer its workflows.
 */
export async function readOffers(store: RunStore, signal?: AbortSignal): Promise<readonly Offers[]> {
  const members = await store.memberStarts?.({ signal });
  const all = members ?? new Map([[undefined, await readStarts(store, signal)]]);
  return [...all].flatMap(([name, starts]) => (startsByItself(starts) ? [] : toOffers(starts, name)));
}

function startsByItself({ target, can }: TargetStarts): boolean {
  return target.isEngine === true && (can.start || can.restart === true);
}

function toOffers(starts: TargetStarts, target: string | undefined): Offers {
  const { about, offered: names } = starts;
  const refusal = startRefusal(starts);
  if (refusal !== undefined) return { target, names, refusal };
  const mayHaveHook = starts.target.kind === 'http' && about?.can?.startHook !== false;
  return mayHaveHook
    ? { target, names, others: 'a program behind the server (serve --start-url)' }
    : { target, names };
}

/** Why a target starts no runs for this user. */
function startRefusal({ target, can, about }: TargetStarts): string | undefined {
  if (lacksStartScope(about)) return `${target.location}: ${missingScopeText('start')}`;
  return startsNothing({ can, about }) ? unsupportedText(target, 'start') : undefined;
}

/** Whether the token of a server does not allow starts; one that cannot read is told where lists are read. */
export function lacksStartScope(about: TargetStarts['about']): boolean {
  return about?.scopes.includes('read') === true && !about.scopes.includes('start');
}

/** Whether starts reach no program and no start hook. */
export function startsNothing({ can, about }: Pick<TargetStarts, 'can' | 'about'>): boolean {
  return !can.start || about?.can?.start === false;
}
