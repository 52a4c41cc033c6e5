import { describe, expect, it } from 'vitest';
import { fields, findField } from '../../src/model/query/fields.ts';
import { maskRun } from '../../src/model/report/render-copy.ts';
import { toSummaryJson } from '../../src/model/report/run-json.ts';
import { fieldConverter, fieldNames, printedFields, runFields } from '../../src/model/run-fields.ts';
import { wholeSummary } from './whole-summary.ts';

const run = wholeSummary();

describe('the fields of a run', () => {
  it('are each offered where a filter compares them', () => {
    const filters = Object.values(runFields).flatMap(info => ('filter' in info ? [info.filter] : []));
    expect(filters.filter(name => findField(name) === undefined)).toEqual([]);
    expect(new Set(filters).size).toBe(filters.length);
  });

  it('have the fields of the filter language that compare a text or a number alone', () => {
    const compared = new Set<string>(
      Object.values(runFields).flatMap(info => ('filter' in info ? [info.filter] : [])),
    );
    const others = fields.flatMap(({ name, type }) =>
      (type === 'text' || type === 'number') && !compared.has(name) ? [name] : [],
    );
    expect(others).toEqual(['error', 'log', 'step', 'failure', 'duration']);
  });

  it('are each in the JSON of commands, or left out by their row', () => {
    const json = toSummaryJson(run, run.createdAt);
    expect(Object.keys(json)).toEqual(expect.arrayContaining([...printedFields, 'usual']));
    expect(fieldNames.filter(name => !(name in json))).toEqual(['pausedMs', 'pausedAt']);
    expect(json).toMatchObject({ createdAt: '2026-11-24T12:00:00.003Z', actor: 'actor', models: ['model'] });
  });

  it('hide a secret in any text of a run', () => {
    const secret = wholeSummary(name => `${name} token=Zq7xKp9mWv3n`);
    const masked = JSON.stringify(maskRun({ ...secret, usage: [] }));
    expect(masked).toContain('retryOf token=');
    expect(masked).not.toContain('Zq7x');
  });

  it('are converted by their kinds, and absent ones stay absent', () => {
    const { id, createdAt } = run;
    const startedAt = undefined;
    const by = { time: (at: number) => `at ${at}`, id: (text: string, name: string) => `${name} ${text}` };
    expect(fieldConverter(['id', 'createdAt', 'startedAt'], by)({ id, createdAt, startedAt })).toEqual({
      id: 'id id',
      createdAt: `at ${createdAt}`,
      startedAt: undefined,
    });
  });
});
