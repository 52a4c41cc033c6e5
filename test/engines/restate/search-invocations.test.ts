import { describe, expect, it } from 'vitest';
import { renderSql, sqlText } from '../../../src/engines/restate/restate-client.ts';
import { invocationTable } from '../../../src/engines/restate/search-invocations.ts';
import { formatQuery } from '../../../src/model/query/format.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { compileFilter } from '../../../src/query-sql/compile-filter.ts';
import { sql } from '../../../src/query-sql/sql-template.ts';

const now = Date.UTC(2026, 10, 25);
const narrow = (filter: string) => {
  const { conditions, rest } = compileFilter(parseQuery(filter), invocationTable, now);
  return { sql: conditions.map(renderSql).join(' AND '), rest: formatQuery(rest) };
};

describe('what the engine decides alone', () => {
  it.each([
    'status:queued,running,success,failed,canceled,unknown',
    'status:active',
    'status:paused,backing-off',
    'status:"Dreaming it"',
    'type:workflow',
    'type:agent',
    'workflow:order/run',
    'workflow:ord*',
    'id:inv_1*',
    'retryOf:inv_1,inv_2',
    'retryOf:*',
    'project:core',
    'cost:>1',
    'steps:3..7',
    'duration:>30s',
    'since:24h until:1h started:today',
  ])('%s, and turned round', filter => {
    expect(narrow(filter).rest).toBe('');
    expect(narrow(filter).sql).not.toBe('');
    const turned = filter.split(' ').map(word => `-${word}`);
    expect(narrow(turned.join(' ')).rest).toBe('');
    expect(narrow(turned.join(' ')).sql).toMatch(/^(?:NOT coalesce\(|true$)/);
  });
});

describe('what the matcher decides', () => {
  it.each([
    ['status:sleeping', true],
    ['status:waiting,failed', true],
    ['error:busy', true],
    ['retryOf:inv_1*', true],
    ['step:"call supplier"', true],
    ['trigger:ingress', false],
    ['timeout', false],
    ['input.a:1', false],
  ])('%s; of fewer rows: %s', (filter, isNarrowed) => {
    expect(narrow(filter).rest).toBe(filter);
    expect(narrow(filter).sql !== '').toBe(isNarrowed);
    // A row that may be in the set may be out of it, too.
    expect(narrow(`-${filter}`)).toEqual({ sql: '', rest: `-${filter}` });
  });
});

it("takes an unknown word for one of Restate's, whatever the status", () => {
  expect(narrow('status:PAUSED').sql).toBe(`lower(status) = 'paused'`);
  expect(narrow('status:unknown').sql).toContain('not in');
});

it('doubles quotes, and lets nothing else end a literal', () => {
  expect(sqlText(`it's \\' "q" \n`)).toBe(`'it''s \\'' "q" \n'`);
  expect(narrow(`workflow:"a'; drop table x; --"`).sql).toContain(`= 'a''; drop table x; --'`);
});

it('escapes the wildcards of LIKE in a pattern', () => {
  expect(narrow('workflow:a_b%c*').sql).toContain(`LIKE 'a\\_b\\%c%' ESCAPE '\\'`);
});

it('writes numbers as such, and those that would be read as decimals as doubles', () => {
  expect(renderSql(sql`${1} < ${-2} < ${0.1} < ${1e300}`)).toBe(
    `1 < -2 < cast('0.1' as double) < cast('1e+300' as double)`,
  );
});
