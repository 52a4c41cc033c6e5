import { formatAge } from '../../model/text/formats.ts';

type Sleeper = { readonly status: string; readonly wakeAt?: number };

/** Of what sleeps, when it is to go on: `wakes in 3m`, `was to wake 3m ago`; else `''`. */
export function wakingText({ status, wakeAt }: Sleeper, now: number): string {
  if (status !== 'sleeping' || wakeAt === undefined) return '';
  return `${wakeAt > now ? 'wakes' : 'was to wake'} ${formatAge(wakeAt, now)}`;
}
