import { describe, expect, test } from 'vitest';
import { commandTarget } from '../../../src/screen/copy/copy.ts';
import { mergedTarget } from '../open-session.ts';

const lab = {
  name: 'lab',
  kind: 'http',
  location: 'http://10.0.0.1:4777',
  reason: 'argument',
  commandTarget: 'http://10.0.0.1:4777',
  isInsecure: true,
} as const;

describe('where a command finds a run again', () => {
  test('of several targets is the target of the run', () => {
    const target = {
      ...mergedTarget,
      isInsecure: true,
      members: [...(mergedTarget.members ?? []), lab],
    } as const;
    expect(commandTarget(target, { target: 'shop' })).toEqual({
      target: './shop/runs.db',
      isInsecure: false,
    });
    expect(commandTarget(target, { target: 'lab' })).toEqual({ target: lab.location, isInsecure: true });
  });
});
