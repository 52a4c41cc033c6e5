import { describe, expect, it } from 'vitest';
import { fieldNames, fields, findField, findRoot, payloadRoots } from '../../../src/model/query/fields.ts';

describe('fields', () => {
  it('explains each field and value that has something to explain', () => {
    const lines = [
      ...[...fields, ...payloadRoots].map(({ name, help }) => `${name}: ${help}`),
      ...fields.flatMap(({ name, values }) =>
        values.flatMap(({ text, help }) => (help === undefined ? [] : [`${name}:${text}: ${help}`])),
      ),
    ];
    expect(lines).toEqual([
      'status: failed, running, … or active',
      'workflow: name of the workflow or agent',
      'since: created at or after',
      'until: created at or before',
      'error: part of the error',
      'log: part of a log message',
      'step: name of the step that failed',
      'failure: a group of failures, by its id',
      'settled: failed runs whose work a later run has done, or has not',
      'type: workflow or agent',
      'trigger: what started it: type, label or raw',
      'actor: who started it',
      'project: name of the project',
      'duration: how long it ran, or how many times as long as usual',
      'cost: total cost in USD',
      'model: a model it used',
      'service: a service it used',
      'started: when it started',
      'messages: number of messages',
      'steps: number of steps',
      'id: run id',
      'retryOf: id of the run that it repeats; * for all that repeat one',
      "key: the program's own name for the work",
      'input: a value in the input: input.email:…',
      'output: a value in the output: output.total:>100',
      'status:active: every status that can still change',
      'status:waiting: waiting on a hook',
      'status:unknown: a status that is none of these',
      'settled:no: nobody has done the work since',
      'settled:yes: a later run of the same work succeeded',
    ]);
  });

  it('have names and aliases of their own', () => {
    expect(new Set(fieldNames).size).toBe(fieldNames.length);
    expect(fieldNames).toHaveLength(25);
  });

  it('are found by name or alias, in any case', () => {
    expect(findField('Status')?.name).toBe('status');
    expect(findField('KIND')?.name).toBe('type');
    expect(findField('name')?.name).toBe('workflow');
    expect(findField('RETRYOF')?.name).toBe('retryOf');
    expect(findField('input')).toBeUndefined();
    expect(findRoot('INPUT')).toBe('input');
    expect(findRoot('status')).toBeUndefined();
  });
});
