import { expect, it } from 'vitest';
import { secretVariables } from '../../src/targets/engines.ts';

it('lists the secrets of every engine: tokens of servers, and the password of a database', () => {
  expect(secretVariables()).toEqual([
    'RESTATE_AUTH_TOKEN',
    'PGPASSWORD',
    'REDISCLI_AUTH',
    'CLICKHOUSE_PASSWORD',
    'N8N_API_KEY',
  ]);
  expect(
    secretVariables([{ access: 'path' }, { access: { token: 'JOBS_TOKEN' } }, { access: 'database' }]),
  ).toEqual(['JOBS_TOKEN', 'PGPASSWORD']);
});
