import { withWholeValues } from '../../payload/lazy/whole-values.ts';
import { redactValue } from '../../text/redact-value.ts';
import type { Difference, Usual } from '../run-comparison.ts';

/** A difference whose values are masked where they are secrets, or below a name of one in either run. */
export function maskDifference(difference: Difference): Difference {
  const { was, is, usual, isSecret = false } = difference;
  const [before, now] = [withWholeValues(was), withWholeValues(is)];
  const masked = { was: maskValue(before, isSecret), is: maskValue(now, isSecret) };
  const isHidden = typeof masked.is === 'string' && masked.is === masked.was && before !== now;
  return { ...difference, ...masked, isHidden, usual: isSecret ? withoutRange(usual) : usual };
}

function withoutRange({ count, of, isOfA, varies }: Usual): Usual {
  return { count, of, isOfA, varies };
}

function maskValue(value: unknown, isSecret: boolean): unknown {
  if (value === undefined) return undefined;
  if (!isSecret) return redactValue(value).value;
  return Object.values(redactValue({ password: value }).value as object)[0];
}
