import { describe, expect, it } from 'vitest';
import { caseVersion } from '../../src/case-file/case-format.ts';
import { measureNesting, parseCase } from '../../src/case-file/parse-case.ts';
import { writeCase } from '../../src/case-file/write-case.ts';
import type { Run } from '../../src/model/run.ts';
import { createRun, now, sampleRuns } from '../cli/sample-runs.ts';
import { leakedSecrets, madeUpSecrets, writtenForms } from '../model/text/made-up-secrets.ts';
import { someOf } from '../trials.ts';
import { wholeRun } from './whole-run.ts';

const origin = { program: 'runlens 9.9.9', createdAt: now, from: ['sqlite'] };
const readBack = (runs: readonly Run[]) => parseCase(writeCase(runs, origin).text, 'x.case.json');

function counting() {
  let count = 0;
  return () => `word ${count++}`;
}

describe('a case file', () => {
  it('gives back every part of a run as it was', () => {
    const run = wholeRun('run_1', counting());
    expect(readBack([run])).toEqual({ runs: [run], problems: [] });
  });

  it('is JSON that says who made it, when and of what, before its runs, which are a line each', () => {
    const { text } = writeCase(sampleRuns, origin);
    expect(text.split('\n').slice(0, 4)).toEqual([
      '{"runlensCase":1,',
      '"program":"runlens 9.9.9",',
      '"createdAt":"2026-03-14T12:00:00.000Z",',
      '"from":["sqlite"],',
    ]);
    expect(text.split('\n').filter(line => line.startsWith('{"id":'))).toHaveLength(sampleRuns.length);
    expect(JSON.parse(text).runs).toHaveLength(sampleRuns.length);
  });

  it('lists where secrets were masked, what told them and how many, and no value', () => {
    const input = {
      users: [{ password: 'Zq7xKp' }, { password: 'Zq7xKq' }],
      note: 'sent Bearer Zq7xKp9mWv3n',
      'token=Zq7xKp9m': 1,
    };
    const { text, masked } = writeCase([createRun({ id: 'run_1', input })], origin);
    expect(masked).toEqual({
      total: 4,
      others: 0,
      places: [
        { path: 'input.users[].password', kind: 'name', count: 2 },
        { path: 'input', kind: 'key', count: 1 },
        { path: 'input.note', kind: 'text', count: 1 },
      ],
    });
    expect(JSON.parse(text).masked).toEqual(masked);
    expect(text).not.toContain('Zq7x');
  });

  it('bounds the list of what was masked, and counts the rest', () => {
    const input = Object.fromEntries(Array.from({ length: 1_200 }, (_, at) => [`${at}password`, 'Zq7xKp']));
    const { masked } = writeCase([createRun({ id: 'run_1', input })], origin);
    expect([masked.total, masked.places.length, masked.others]).toEqual([1_200, 1_000, 200]);
  });

  it('keeps runs, steps and spans apart whose ids are masked', () => {
    const secretId = (at: number) => `order?token=Zq7xKp9mWv3${at}`;
    const runs = [1, 2].map(at => {
      const run = wholeRun(secretId(at), counting(), now + at);
      const [a, b] = run.trace?.spans ?? [];
      if (!a || !b) throw new Error('no spans');
      const spans = [
        { ...a, id: secretId(3) },
        { ...b, id: secretId(4), parentId: secretId(3) },
      ];
      const logs = (run.trace?.logs ?? []).map(log => ({ ...log, spanId: secretId(4) }));
      return { ...run, parentId: secretId(1), trace: { spans, logs } };
    });
    const { runs: read } = readBack(runs);
    expect(new Set(read.map(run => run.id)).size).toBe(2);
    expect(read.map(run => run.parentId)).toEqual([read[1]?.id, read[1]?.id]);
    for (const { trace } of read) {
      expect(trace.spans[1]?.parentId).toBe(trace.spans[0]?.id);
      expect(trace.logs[0]?.spanId).toBe(trace.spans[1]?.id);
      expect(trace.spans[0]?.id).not.toBe(trace.spans[1]?.id);
    }
  });

  it('keeps runs of several targets apart that have one id', () => {
    const runs = ['shop', 'cloud'].map((target, at) =>
      createRun({ id: 'run_1', target, createdAt: now - at }),
    );
    expect(readBack(runs).runs.map(run => run.id)).toEqual(['run_1', 'run_1 (2)']);
  });

  it('says of a run that had not ended that it was active, also when it is saved again', () => {
    const states: readonly Partial<Run>[] = [
      { status: 'running' },
      { status: 'sleeping', statusLabel: 'Paused' },
      { status: 'unknown', statusRaw: 'Parked' },
      { status: 'running', strandedBy: 'its time to run is over' },
    ];
    const runs = states.map((state, at) =>
      createRun({ id: `run_${at}`, createdAt: now - at, finishedAt: undefined, ...state }),
    );
    const { runs: read } = readBack(runs);
    expect(read.map(run => run.statusLabel)).toEqual([
      'Was running',
      'Was paused',
      'Was parked',
      'Was stranded',
    ]);
    expect(readBack(read).runs).toEqual(read);
  });

  // 25 kinds of secrets in 24 forms: each in some place of the run, and the place changes with the form.
  it.each(someOf(writtenForms, 3))(
    'holds no secret of 50 that are written $name, in any part of a run',
    ({ write }) => {
      const secrets = [5, 6].flatMap(madeUpSecrets);
      for (const shift of [0, 17, 34]) {
        let at = shift;
        const next = () => write(secrets[at++ % secrets.length] ?? { kind: '', value: '', text: '' });
        const runs = ['run_1', 'run_2'].map(id => wholeRun(id, next));
        const ids = secrets.slice(shift, shift + 9).map(secret => createRun({ id: write(secret) }));
        const { text, masked } = writeCase([...runs, ...ids], origin);
        expect(leakedSecrets(text, secrets)).toEqual([]);
        expect(masked.total).toBeGreaterThan(100);
        expect(parseCase(text, 'x').problems).toEqual([]);
      }
    },
  );
});

describe('a file that is not a whole case of this version', () => {
  const whole = writeCase(sampleRuns, origin).text;
  const changed = (change: Record<string, unknown>) => JSON.stringify({ ...JSON.parse(whole), ...change });

  it.each([
    ['empty', '', 'x is empty'],
    ['cut', whole.slice(0, -40), 'x is cut short or damaged: it is not JSON'],
    ['binary', '\0\x01\x02', 'x is cut short or damaged: it is not JSON'],
    ['a list', '[1,2]', 'x is not a case file: it has no "runlensCase"'],
    ['of other JSON', '{"runs":[]}', 'x is not a case file: it has no "runlensCase"'],
    ['inherited', '{"__proto__":{"runlensCase":1}}', 'x is not a case file: it has no "runlensCase"'],
    ['newer', changed({ runlensCase: 2 }), 'x was saved by a newer version of runlens: its format is 2'],
    ['of no version', changed({ runlensCase: 'one' }), 'x is damaged: "runlensCase" must be 1'],
    ['of version 0', changed({ runlensCase: 0 }), 'x is damaged: "runlensCase" must be 1'],
    ['of very many runs', changed({ runs: Array(10_001).fill({}) }), 'x is damaged: it holds 10001 runs'],
    ['without runs', changed({ runs: [] }), 'x is damaged: it holds no run'],
    ['with a text as runs', changed({ runs: 'many' }), 'x is damaged: runs: must be Array'],
    ['with other runs', changed({ runs: [{ id: 7 }, null] }), 'x is damaged: runs[0].id: must be string'],
    ['made in no time', changed({ createdAt: 'soon' }), 'x is damaged: createdAt: must be a time'],
  ])('is refused when it is %s', (_, text, message) => {
    expect(() => parseCase(text, 'x')).toThrow(
      expect.objectContaining({ name: 'InspectorError', message: expect.stringContaining(message) }),
    );
  });

  it('tells what to do about a newer one', () => {
    expect(() => parseCase(changed({ runlensCase: caseVersion + 1 }), 'x')).toThrow(
      expect.objectContaining({ kind: 'unsupported', hint: expect.stringContaining('newer runlens') }),
    );
  });
});

describe('how deep a text is nested', () => {
  const unlimited = { levels: 99, containers: 99 };

  it.each([
    ['[[]]', 2, 2],
    ['{"a":[{"b":1}]}', 3, 3],
    ['"[[[["', 0, 0],
    ['["\\\\",["\\"[[["]]', 2, 2],
    ['[[],[],[]]', 2, 4],
    ['["never ended [[[', 1, 1],
  ])('%s', (text, levels, containers) => {
    expect(measureNesting(text, unlimited)).toEqual({ levels, containers });
  });

  it('is measured no further than a limit', () => {
    expect(measureNesting('['.repeat(50), { levels: 9, containers: 99 }).levels).toBe(10);
    expect(measureNesting('[],'.repeat(50), { levels: 9, containers: 20 }).containers).toBe(21);
  });
});

describe('a hostile run in a case file', () => {
  const plain = JSON.parse(writeCase([createRun({ id: 'run_1' })], origin).text);
  const [record] = plain.runs;
  const parse = (...runs: readonly unknown[]) => parseCase(JSON.stringify({ ...plain, runs }), 'x');

  it.each([
    [{ createdAt: 1e300 }, 'createdAt'],
    [{ createdAt: '+275760-09-13T00:00:00.001Z' }, 'createdAt'],
    [{ id: '' }, 'id'],
    [{ id: { toString: 1 } }, 'id'],
    [{ status: 'exploded' }, 'status'],
    [{ models: 'all' }, 'models'],
    [{ steps: [{ id: 'a' }] }, 'steps.0.name'],
    [{ trace: { spans: {}, logs: [], spanTotal: 0, logTotal: 0 } }, 'trace.spans'],
    [{ usage: [{ name: 'x', kind: 'duration', quantity: 'much' }] }, 'usage.0.quantity'],
  ])('%j is left out, which is told, and the others are read', (change, place) => {
    const { runs, problems } = parse({ ...record, id: 'run_2', ...change }, record);
    expect(runs.map(run => run.id)).toEqual(['run_1']);
    expect(problems).toEqual([expect.stringContaining(`runs[0].${place}: must be`)]);
  });

  it('has no number that is not finite', () => {
    const text = JSON.stringify({ ...plain, runs: [{ ...record, costUsd: 7, id: 'run_2' }, record] });
    const { runs, problems } = parseCase(text.replace('"costUsd":7', '"costUsd":1e999'), 'x');
    expect(runs.map(run => run.id)).toEqual(['run_1']);
    expect(problems).toEqual([expect.stringContaining('runs[0].costUsd')]);
  });

  it('changes no prototype', () => {
    const text = JSON.stringify({ ...plain, runs: [{ ...record, input: 'x' }] }).replace(
      '"input":"x"',
      '"input":{"__proto__":{"polluted":1}},"__proto__":{"polluted":1},"raw":{"__proto__":{"polluted":1}}',
    );
    const { runs } = parseCase(text, 'x');
    expect(runs).toHaveLength(1);
    expect(Object.hasOwn(runs[0] ?? {}, '__proto__')).toBe(false);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
    expect(Reflect.get(runs[0] ?? {}, 'polluted')).toBeUndefined();
  });

  it('whose id is that of another is left out', () => {
    expect(parse(record, record)).toMatchObject({ problems: ['runs[1]: its id is that of a run before'] });
  });

  it('has every span once, in order, and below one that is there', () => {
    const at = (ms: number) => new Date(now + ms).toISOString();
    const span = { name: 'n', kind: 'step', status: 'ok', attributes: {}, events: [] };
    const spans = [
      { ...span, id: 'late', startAt: at(9), parentId: 'nobody' },
      { ...span, id: 'self', startAt: at(5), endAt: at(1), parentId: 'self' },
      { ...span, id: 'self', startAt: at(6) },
    ];
    const { runs } = parse({ ...record, trace: { spans, logs: [], spanTotal: -1, logTotal: 1e300 } });
    expect(runs[0]?.trace.spans.map(({ id, parentId, endAt }) => [id, parentId, endAt])).toEqual([
      ['self', undefined, now + 5],
      ['late', undefined, undefined],
    ]);
  });
});
