import type { InspectorError } from '../model/errors.ts';
import { returnedTargets } from './members.ts';
import type { State } from './state.ts';

export type Said = {
  readonly text: string;
  /** What follows from it: stays whole where the line is too short for both. */
  readonly next?: string;
  readonly tone: 'info' | 'error' | 'warning';
};

/** The line above the hints: what just happened, else what is wrong with the store, or with one of its targets. */
export function saidNow(state: State): Said | undefined {
  const { notice, link, now, list } = state;
  if (notice) return notice;
  if (link.type === 'stale') {
    const seconds = Math.max(0, Math.ceil((link.retryAt - now) / 1000));
    const next = seconds > 0 ? `trying again in ${seconds}s` : 'trying again';
    return { text: wordsOf(link.error), next, tone: 'error' };
  }
  if (list.missing.length > 0) return { ...missingWords(state), tone: 'warning' };
  if (list.notes && list.notes.length > 0) return { text: list.notes.join(' · '), tone: 'warning' };
  const returned = returnedTargets(list);
  if (returned.length === 0) return undefined;
  return { text: `${listed(returned)} ${returned.length > 1 ? 'are' : 'is'} back: R reload`, tone: 'info' };
}

function missingWords({ list }: State): Pick<Said, 'text' | 'next'> {
  const { missing, rows } = list;
  const [first, ...others] = missing;
  if (!first) return { text: '' };
  const isShown = rows.some(run => run.target === first.target);
  const left = isShown ? 'its rows are as they were' : 'the list is without its runs';
  const names = others.map(({ target }) => target);
  const rest = names.length === 0 ? [] : [`nor can ${listed(names)} be asked`];
  return { text: `${first.target}: ${first.error.message}`, next: [left, ...rest].join(' · ') };
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function wordsOf({ message, hint }: InspectorError): string {
  return [message, hint].filter(Boolean).join(' · ');
}
