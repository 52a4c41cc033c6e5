import { expect, test } from 'vitest';
import { instructionsFor } from '../../src/mcp/create-mcp-server.ts';
import { fields } from '../../src/model/query/fields.ts';

test('an agent is told every field of the filters', () => {
  const [list = ''] = /^- fields: .*$/mu.exec(instructionsFor({ mayAct: false })) ?? [];
  const told = new Set(list.match(/\w+/gu));
  const missing = fields.filter(({ name, alias }) => !told.has(name) && !told.has(alias ?? ''));
  expect(missing.map(({ name }) => name)).toEqual([]);
});
