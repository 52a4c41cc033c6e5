import { formatExactDuration } from '../parse-duration.ts';
import type { NumberTest } from '../query.ts';

const endsMs = [100, 1_000, 10_000, 60_000, 600_000, 3_600_000, 86_400_000] as const;
const [firstEnd] = endsMs;
const lastEnd = endsMs[endsMs.length - 1] ?? firstEnd;

/** `1s to 10s`: durations are nearly all different, so they are counted in ranges. */
export function durationRange(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : rangeName(endsMs.findIndex(end => ms < end));
}

/** The durations of a range, in whole ms. */
export function durationTest(name: string): NumberTest | undefined {
  const at = [-1, ...endsMs.keys()].find(index => rangeName(index) === name);
  if (at === undefined) return undefined;
  if (at < 0) return { op: '>=', value: lastEnd };
  const to = endsMs[at] ?? lastEnd;
  return at === 0 ? { op: '<', value: to } : { op: '..', from: endsMs[at - 1] ?? 0, to: to - 1 };
}

function rangeName(at: number): string {
  if (at < 0) return `${formatExactDuration(lastEnd)} or more`;
  const to = formatExactDuration(endsMs[at] ?? lastEnd);
  return at === 0 ? `under ${to}` : `${formatExactDuration(endsMs[at - 1] ?? 0)} to ${to}`;
}
