import { expect, it } from 'vitest';
import { findRecurringHours, hoursText, isInHours } from '../../../src/model/share/recurring-hours.ts';
import type { Outcome } from '../../../src/model/share/shared-value.ts';

const start = new Date(2026, 2, 1).getTime();

/** Six runs an hour, for so many days. */
function outcomes(
  days: number,
  isFailed: (hour: number, day: number, place: number) => boolean,
): readonly Outcome[] {
  return Array.from({ length: days * 144 }, (_, index) => ({
    id: `run_${index}`,
    at: start + index * 600_000,
    end: isFailed(Math.floor(index / 6) % 24, Math.floor(index / 144), index % 6) ? 'failed' : 'success',
  }));
}

const textOf = (all: readonly Outcome[]) => {
  const found = findRecurringHours(all);
  return found && hoursText(found.hours);
};

it('names the hours at which runs fail day after day', () => {
  expect(textOf(outcomes(5, hour => hour === 14 || hour === 15))).toBe('14:00–15:59');
  expect(textOf(outcomes(5, hour => hour === 23 || hour === 0))).toBe('23:00–00:59');
  expect(textOf(outcomes(2, (hour, _, place) => hour === 3 && place !== 0))).toBe('03:00–03:59');
});

it('names no hours of a single day, though a few runs failed at these hours of another one', () => {
  expect(textOf(outcomes(1, hour => hour === 14))).toBeUndefined();
  expect(
    textOf(
      outcomes(
        5,
        (hour, day, place) => (hour === 14 && day === 2) || (hour === 14 && place === 3 && day === 4),
      ),
    ),
  ).toBeUndefined();
});

it('names no hours where runs fail at any time', () => {
  expect(textOf(outcomes(5, (_, __, place) => place === 2))).toBeUndefined();
});

it('knows which runs are in hours that pass midnight', () => {
  const hours = { first: 23, length: 2 };
  const at = (hour: number) => new Date(2026, 2, 1, hour, 30).getTime();
  expect([22, 23, 0, 1].map(hour => isInHours(at(hour), hours))).toEqual([false, true, true, false]);
});
