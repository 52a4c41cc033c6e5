import { InvalidArgumentError } from 'commander';

/** A whole number above 0, for an option. */
export function parseCount(text: string): number {
  const count = parseWhole(text);
  if (count < 1) throw new InvalidArgumentError('It takes a whole number above 0.');
  return count;
}

/** A whole number, for an option. */
export function parseWhole(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(number)) return number;
  throw new InvalidArgumentError('It takes a whole number.');
}
