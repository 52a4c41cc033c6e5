import { expect, it } from 'vitest';
import { addressPath, resolvePath } from '../../src/engines/address-path.ts';

const where = { base: '/work/project', home: '/home/ada' };

it.each([
  ['traces', '/work/project/traces'],
  ['../other', '/work/other'],
  ['//./traces', '/work/project/traces'],
  ['///var/traces', '/var/traces'],
  ['~', '/home/ada'],
  ['//~/traces', '/home/ada/traces'],
  ['~ada', '/work/project/~ada'],
  ['//', '/work/project'],
])('resolves %s of an address', (text, path) => {
  expect(resolvePath(addressPath(text), where)).toBe(path);
});
