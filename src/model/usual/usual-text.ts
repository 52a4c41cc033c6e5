import type { Usual } from '../run.ts';
import { formatDuration } from '../text/formats.ts';
import { formatSlowness, isSlow, slowness } from './slowness.ts';

/** `usually 1.6s`; where `ms` is clearly more, `3.1× the usual 1.6s`. */
export function usualWords(ms: number | undefined, usual: Usual): string {
  const median = formatDuration(usual.medianMs);
  if (ms === undefined || !isSlow(ms, usual)) return `usually ${median}`;
  return `${formatSlowness(slowness(ms, usual))} the usual ${median}`;
}
