import { inTurns } from '../../../async/yield-to-event-loop.ts';
import { comparePayloads } from '../../../model/compare/payload/compare-payloads.ts';
import { countOf, formatCount } from '../../../model/text/formats.ts';

const mostPlaces = 3;

/** Where an edited input differs: `2 values differ, at email and items.0.qty`. */
export async function describeEdit(recorded: unknown, edited: unknown): Promise<string> {
  const differences = await inTurns(comparePayloads(recorded, edited));
  const count = differences.reduce((sum, { rest = 1 }) => sum + rest, 0);
  if (count === 0) return 'no value differs';
  const places = differences.slice(0, mostPlaces).map(({ path }) => path.join('.') || 'the whole input');
  const more = count - places.length;
  const all = more > 0 ? [...places, `${formatCount(more)} more`] : places;
  const listed = [all.slice(0, -1).join(', '), all.at(-1)].filter(Boolean).join(' and ');
  return `${countOf(count, 'value differs', 'values differ')}, at ${listed}`;
}
