import { isSecretAt, withWholeValues } from '../../payload/lazy/lazy-parts.ts';
import { redactValue } from '../../text/redact-value.ts';
import type { ValuePath } from '../payload/compare-payloads.ts';
import type { Difference, Usual } from '../run-comparison.ts';
import type { RunNode } from '../tree/run-node.ts';

export function maskDifference(difference: Difference): Difference {
  const { node, at, wasAt = at, was, is, usual } = difference;
  const isSecret = [isSecretInNode(node.a, at), isSecretInNode(node.b, wasAt)].includes(true);
  const [before, now] = [withWholeValues(was), withWholeValues(is)];
  const masked = { was: maskDifferenceValue(before, isSecret), is: maskDifferenceValue(now, isSecret) };
  const isHidden = typeof masked.is === 'string' && masked.is === masked.was && before !== now;
  return { ...difference, ...masked, isHidden, usual: maskUsual(usual, isSecret) };
}

function maskUsual(usual: Usual, isSecret: boolean): Usual {
  const { range, values, ...others } = usual;
  if (isSecret) return others;
  return values ? { ...usual, values: values.map(value => maskDifferenceValue(value, false)) } : usual;
}

function maskDifferenceValue(value: unknown, isSecret: boolean): unknown {
  if (value === undefined) return undefined;
  if (!isSecret) return redactValue(value).value;
  return Object.values(redactValue({ password: value }).value as object)[0];
}

function isSecretInNode(node: RunNode | undefined, [part, ...path]: ValuePath): boolean {
  const value =
    part === 'attributes' ? node?.span?.attributes : part === 'input' ? node?.input : node?.output;
  return isSecretAt(value, path);
}
