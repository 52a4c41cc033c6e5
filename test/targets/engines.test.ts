import { expect, it } from 'vitest';
import { engines, secretVariables, tokenVariableOf } from '../../src/targets/engines.ts';

it('lists the secrets of every engine: tokens of servers, and the password of a database', () => {
  expect(secretVariables()).toContain('RESTATE_AUTH_TOKEN');
  expect(secretVariables(engines)).toEqual(engines.flatMap(engine => tokenVariableOf(engine) ?? []));
  expect(
    secretVariables([{ access: 'path' }, { access: { token: 'JOBS_TOKEN' } }, { access: 'database' }]),
  ).toEqual(['JOBS_TOKEN', 'PGPASSWORD']);
});
