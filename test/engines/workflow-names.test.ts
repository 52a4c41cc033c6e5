import { describe, expect, it } from 'vitest';
import { shortName } from '../../src/engines/workflow-names.ts';

describe('the short name', () => {
  it.each([
    ['workflow//./src/jobs/order//processOrder', 'processOrder'],
    ['step//./src/jobs/order//processOrder/charge', 'charge'],
    ['workflow//./src/jobs/order//default', 'order'],
    ['workflow//@myorg/shared@1.2.3//default', 'shared'],
    ['workflow//point//__default', 'point'],
    ['class//./w//Point', 'Point'],
    ['plain', 'plain'],
    ['workflow//only', 'workflow//only'],
    ['', ''],
  ])('of %s is %s', (name, short) => {
    expect(shortName(name)).toBe(short);
  });
});
