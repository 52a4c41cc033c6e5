import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { clauseNeedsPayloads, clausePayloads } from '../../../../src/model/query/clauses.ts';
import { compileMatcher } from '../../../../src/model/query/match/compile-matcher.ts';
import type { Payloads } from '../../../../src/model/query/match/subject.ts';
import { parseQuery } from '../../../../src/model/query/parse/parse-query.ts';
import type { Message, RunSummary } from '../../../../src/model/run.ts';
import { trials } from '../../../trials.ts';
import { arbitraryClause, arbitraryQuery } from '../arbitrary-query.ts';
import { arbitraryRun, toMatchable } from '../arbitrary-run.ts';
import { testNow } from '../vocabulary.ts';

const failedRun: RunSummary = {
  id: 'run_01J8Q2',
  kind: 'workflow',
  name: 'signup-pipeline',
  status: 'failed',
  trigger: { type: 'webhook', label: 'Webhook · signup', raw: 'wh:/hooks/7' },
  actor: 'Ada',
  project: 'core',
  retryOf: 'run_01J8Q1',
  createdAt: testNow - 120_000,
  startedAt: testNow - 100_000,
  finishedAt: testNow - 95_800,
  costUsd: 0.0042,
  models: ['gpt-5-mini', 'text-embed'],
  services: ['Mail Provider'],
  stepCount: 4,
  messageCount: 2,
  errorSummary: { name: 'TimeoutError', message: 'mail provider did not answer', step: 'send-email' },
};

const bareRun: RunSummary = {
  id: 'run_2',
  kind: 'agent',
  name: 'support',
  status: 'queued',
  trigger: { type: 'api', label: 'API', raw: '' },
  createdAt: testNow,
  models: [],
  services: [],
};

const payloads: Payloads = {
  input: {
    email: 'ada@example.com',
    plan: 'Pro',
    total: 250,
    ok: true,
    none: null,
    empty: '',
    tags: ['red', 'Blue', 7],
    items: [{ sku: 'A-1' }, { sku: 'B-2', '01': 'x' }],
    'a.b': { '': 'odd' },
    nested: { list: [] },
  },
  output: ['first', { total: 100 }],
  error: { code: 'ETIMEDOUT', text: 'gateway closed early' },
};

function hits(filter: string, summary: Partial<RunSummary> = {}, own: Payloads = payloads): boolean {
  const run = { summary: { ...failedRun, ...summary }, payloads: () => own };
  return compileMatcher(parseQuery(filter), { now: testNow })(run);
}

function hitsBare(filter: string): boolean {
  return compileMatcher(parseQuery(filter), { now: testNow })({ summary: bareRun });
}

type Rows = readonly (readonly [string, boolean])[];

const rows: Rows = [
  ['', true],
  ['type:workflow', true],
  ['type:agent', false],
  ['type:agent,workflow', true],
  ['-type:agent', true],
  ['-type:workflow', false],

  ['retryOf:run_01J8Q1', true],
  ['retryof:run_x,run_01J8Q1', true],
  ['retryOf:run_01j8q1', false],
  ['retryOf:run_01J8', false],
  ['retryOf:run_*1', true],
  ['retryOf:RUN_*', false],
  ['-retryOf:*', false],
  ['id:RUN_01j8q2', true],
  ['id:run_01J8', false],
  ['id:run_*q2', true],
  ['workflow:Signup-Pipeline', true],
  ['workflow:signup', false],
  ['workflow:signup*', true],
  ['workflow:x,signup*', true],
  ['name:*pipe*', true],
  ['project:core', true],
  ['project:cor', false],
  ['actor:ada', true],
  ['actor:*', true],
  ['actor:ada,bob', true],
  ['-actor:ada,bob', false],
  ['-actor:bob', true],
  ['trigger:webhook', true],
  ['trigger:"webhook · signup"', true],
  ['trigger:*7', true],
  ['trigger:hook', false],
  ['model:gpt-5-mini', true],
  ['model:text*', true],
  ['model:claude*', false],
  ['service:"mail provider"', true],
  ['service:mail', false],
  ['step:send-email', true],
  ['step:send', false],
  ['error:timeouterror', true],
  ['error:TIMEOUT', true],
  ['error:"did not"', true],
  ['error:"error: mail"', true],
  ['error:refused', false],
  ['error:refused,answer', true],
  ['error:""', true],
  ['error:timeout*', true],
  ['error:mail*answer', true],
  ['error:timeouterror', true],
  ['error:t*:*answer', true],
  ['error:did*', false],

  ['cost:0.0042', true],
  ['cost:0.004', false],
  ['cost:>0.0042', false],
  ['cost:>=0.0042', true],
  ['cost:<0.0042', false],
  ['cost:<=0.0042', true],
  ['cost:<0.005', true],
  ['cost:<=0.005', true],
  ['cost:>=0.004', true],
  ['cost:>0.004', true],
  ['cost:>=0.005', false],
  ['cost:<=0.004', false],
  ['cost:0.0042..1', true],
  ['cost:0..0.0042', true],
  ['cost:0.005..1', false],
  ['cost:0..0.004', false],
  ['cost:>1,<0.01', true],
  ['-cost:>1', true],
  ['messages:2', true],
  ['messages:4', false],
  ['steps:4', true],
  ['steps:2', false],
  ['duration:4.2s', true],
  ['duration:>4s', true],
  ['duration:>4.2s', false],

  ['since:1h', true],
  ['since:2m', true],
  ['since:119s', false],
  ['until:2m', true],
  ['until:121s', false],
  ['until:1m', true],
  ['since:1h until:1m', true],
  ['started:100s', true],
  ['started:99s', false],
  ['started:>100s', false],
  ['started:>=100s', true],
  ['started:<100s', false],
  ['started:<=100s', true],
  ['started:>99s', true],
  ['started:<101s', true],
  ['started:90s..2m', true],
  ['started:2m..110s', false],
  ['-started:2m..110s', true],

  ['run_01', true],
  ['01J8', true],
  ['PIPELINE', true],
  ['timeouterr', true],
  ['"not answer"', true],
  ['"timeouterror: mail"', true],
  ['"r: m"', true],
  ['mail timeout', true],
  ['mail zebra', false],
  ['-zebra', true],
  ['-mail', false],
  ['ru', true],
  ['si', true],
  ['Ti', true],
  ['un', false],
  ['webhook', true],
  ['ebhoo', true],
  ['hooks/7', true],
  ['cor', true],
  ['core', true],
  ['co', true],
  ['ad', true],
  ['da', false],
  ['-core', false],
  ['send-email', false],

  ['etimed', true],
  ['timedout', false],
  ['example', true],
  ['xample', false],
  ['ex', true],
  ['250', true],
  ['25', true],
  ['50', false],
  ['tru', false],
  ['"closed earl"', true],
  ['"clos early"', false],
  ['"gateway early"', false],
  ['"email ada@example.com plan"', true],
  ['"red blue 7"', true],
  ['"7 items sku a-1"', true],
  ['"list first"', false],
  ['plan', true],
  ['"plan, pro"', true],
  ['"..."', false],
  ['-"..."', true],

  ['input.email:ada@example.com', true],
  ['input.email:ADA*', true],
  ['input.Email:ada*', false],
  ['input.email:ada', false],
  ['-input.email:ada', true],
  ['input.total:250', true],
  ['input.total:25*', true],
  ['input.total:>249', true],
  ['input.total:>250', false],
  ['input.total:200..250', true],
  ['input.total:">249"', false],
  ['input.plan:>0', false],
  ['input.ok:true', true],
  ['input.ok:>0', false],
  ['input.none:null', true],
  ['input.none:*', true],
  ['input.empty:""', true],
  ['input.gone:*', false],
  ['input.gone:undefined', false],
  ['-input.gone:*', true],
  ['input.gone.deep:*', false],
  ['input.email.0:a', false],
  ['input.none.x:*', false],
  ['input.tags:blue', true],
  ['input.tags:7', true],
  ['input.tags:>6', true],
  ['input.tags:>7', false],
  ['input.tags:green', false],
  ['input.tags:green,red', true],
  ['input.tags.1:blue', true],
  ['input.tags.0:blue', false],
  ['input.tags.01:blue', false],
  ['input.tags.3:*', false],
  ['input.tags.length:3', false],
  ['input.items.1.sku:b-2', true],
  ['input.items.1.01:x', true],
  ['input.items.sku:b-2', false],
  ['input.items:*', false],
  ['input.nested:*', false],
  ['input.nested.list:*', false],
  ['input.nested.constructor:*', false],
  ['input.nested.constructor.name:object', false],
  ['input."a.b"."":odd', true],
  ['input.a.b:*', false],
  ['output.1.total:100', true],
  ['output.0:first', true],
  ['output.total:100', false],
];

describe('compileMatcher', () => {
  it.each(rows)('with %s decides a failed run: %s', (filter, expected) => {
    expect(hits(filter)).toBe(expected);
  });

  it.each([
    'actor:*',
    'project:*',
    'model:*',
    'service:*',
    'step:*',
    'error:*',
    'error:""',
    'cost:>=0',
    'messages:>=0',
    'steps:>=0',
    'duration:>=0',
    'started:>=0',
    'started:<0',
    'input.a:*',
    'input.a:>0,<=0',
    'output.a:*',
    'email',
  ])('finds what is absent by no positive clause: %s', filter => {
    expect(hitsBare(filter)).toBe(false);
    expect(hitsBare(`-${filter}`)).toBe(true);
  });

  it('finds what was said in a conversation, and by which tools, by a bare word', () => {
    const messages: Message[] = [
      { id: 'm1', role: 'user', content: 'Where is parcel 4711?' },
      {
        id: 'm2',
        role: 'assistant',
        thought: 'look it up',
        content: [{ type: 'text', text: 'It waits in Turin.' }],
        toolCalls: [
          { id: 'c1', name: 'track_parcel', arguments: { number: 4711 }, result: { place: 'Torino' } },
          { id: 'c2', name: 'ping', error: { value: null, name: 'DnsError', message: 'no such host' } },
        ],
      },
    ];
    for (const word of ['parcel', '4711', '"waits in tur"', 'torino', 'track', 'dnserr', '"look it"'])
      expect(hits(word, {}, { messages }), word).toBe(true);
    for (const word of ['assistant', 'urin', 'm1', 'c1', '"4711 waits"'])
      expect(hits(word, {}, { messages }), word).toBe(false);
  });

  it('reads a conversation that is none as one without calls', () => {
    const messages = [{ id: 'm', role: 'user', content: 'hello', toolCalls: 'none', error: 7 }];
    expect(hits('hello', {}, { messages: messages as unknown as Message[] })).toBe(true);
  });

  it('searches an error without a name by its message', () => {
    const nameless = { errorSummary: { message: 'boom at noon' } };
    expect(hits('boom', nameless, {})).toBe(true);
    expect(hits('error:noon', nameless, {})).toBe(true);
    expect(hits('error:undefined', nameless, {})).toBe(false);
    expect(hits('bo', nameless, {})).toBe(true);
    expect(hits('no', nameless, {})).toBe(false);
  });

  it('looks for a short word at the beginning of name, message, and both as shown', () => {
    const error = { errorSummary: { name: 'x', message: 'zz' } };
    expect(hits('"x:"', error, {})).toBe(true);
    expect(hits('zz', error, {})).toBe(true);
  });

  describe('status', () => {
    it.each([
      ['status:failed', true],
      ['status:errored', true],
      ['status:success', false],
      ['status:success,failed', true],
      ['-status:failed', false],
      ['status:active', false],
      ['status:unknown', false],
      ['status:paused', false],
    ])('of a failed run by %s', (filter, expected) => {
      expect(hits(filter)).toBe(expected);
      expect(hits(filter, { statusRaw: 'broken' })).toBe(expected);
    });

    it.each([
      ['status:backing-off', true],
      ['status:BACKING-OFF', true],
      ['status:running', true],
      ['status:active', true],
      ['status:unknown', false],
      ['-status:backing-off', false],
      ['status:queued,backing-off', true],
    ])('that the store calls by a word of its own, by %s', (filter, expected) => {
      expect(hits(filter, { status: 'running', statusRaw: 'backing-off', finishedAt: undefined })).toBe(
        expected,
      );
    });

    it.each([
      ['status:paused', true],
      ['status:PAUSED', true],
      ['status:pause', false],
      ['status:unknown', true],
      ['status:failed', false],
      ['status:active', false],
      ['-status:paused', false],
    ])('that nobody knows, of a finished run, by %s', (filter, expected) => {
      expect(hits(filter, { status: 'unknown', statusRaw: 'Paused' })).toBe(expected);
    });

    it('that nobody knows is active while the run has no finish time', () => {
      expect(hits('status:active', { status: 'unknown', finishedAt: undefined })).toBe(true);
    });

    it('that was not even recorded is no word', () => {
      expect(hits('status:undefined', { status: 'unknown' })).toBe(false);
    });

    it.each(['queued', 'running', 'sleeping', 'waiting'] as const)('%s is active', status => {
      expect(hits('status:active', { status })).toBe(true);
      expect(hits(`status:${status}`, { status })).toBe(true);
    });
  });

  it('compares the running time with what is usual, and matches nothing where nothing is', () => {
    const usual = { medianMs: 1_000, p95Ms: 2_000 };
    expect(hits('duration:>4x', { usual })).toBe(true);
    expect(hits('duration:>4.2x', { usual })).toBe(false);
    expect(hits('duration:>2x', { usual, pausedMs: 3_000 })).toBe(false);
    expect(hits('duration:>=0x')).toBe(false);
    expect(hits('-duration:>=0x')).toBe(true);
    expect(hits('duration:>=4000x', { usual: { medianMs: 0, p95Ms: 0 } })).toBe(true);
  });

  it('lets the duration of a running run grow with now', () => {
    const run = { summary: { ...failedRun, status: 'running', finishedAt: undefined } } as const;
    const query = parseQuery('duration:>=100s');
    expect(compileMatcher(query, { now: testNow })(run)).toBe(true);
    expect(compileMatcher(query, { now: testNow - 1 })(run)).toBe(false);
  });

  it('finds no run by its duration that ended at an unrecorded time', () => {
    const run = { summary: { ...failedRun, finishedAt: undefined } };
    const matches = (filter: string) => compileMatcher(parseQuery(filter), { now: testNow })(run);
    expect(matches('duration:>=0s')).toBe(false);
    expect(matches('-duration:>=0s')).toBe(true);
  });

  it('resolves time words against now', () => {
    const query = parseQuery('since:2m');
    expect(compileMatcher(query, { now: testNow })({ summary: failedRun })).toBe(true);
    expect(compileMatcher(query, { now: testNow + 1 })({ summary: failedRun })).toBe(false);
  });

  it('searches each of input, output and error', () => {
    for (const part of ['input', 'output', 'error']) {
      expect(hits('needle', {}, { [part]: 'a needle' })).toBe(true);
      expect(hits('needle', {}, { [part]: 'a need' })).toBe(false);
    }
  });

  it('does not find a path in the other payload', () => {
    expect(hits('input.a:x', {}, { output: { a: 'x' } })).toBe(false);
    expect(hits('output.a:x', {}, { output: { a: 'x' } })).toBe(true);
  });

  it('asks for payloads once, and only when the summary does not decide', () => {
    const load = vi.fn(() => payloads);
    const run = { summary: failedRun, payloads: load };
    const match = (filter: string) => compileMatcher(parseQuery(filter), { now: testNow })(run);
    expect(match('timeout status:failed')).toBe(true);
    expect(match('example input.email:x status:success')).toBe(false);
    expect(load).toHaveBeenCalledTimes(0);
    expect(match('example gateway -zebra input.plan:pro output.0:first')).toBe(true);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('never asks for payloads when the query does not need them', () => {
    fc.assert(
      fc.property(arbitraryQuery, arbitraryRun, (query, { summary }) => {
        const load = vi.fn(() => ({}));
        compileMatcher(query, { now: testNow })({ summary, payloads: load });
        if (!query.clauses.some(clauseNeedsPayloads)) expect(load).not.toHaveBeenCalled();
        expect(load.mock.calls.length).toBeLessThan(2);
      }),
    );
  });

  it('says the same without the payloads that no clause looks at', () => {
    fc.assert(
      fc.property(arbitraryQuery, arbitraryRun, (query, run) => {
        const names = new Set<string>(query.clauses.flatMap(clausePayloads));
        const payloads = Object.fromEntries(Object.entries(run.payloads).filter(([name]) => names.has(name)));
        const match = compileMatcher(query, { now: testNow });
        expect(match(toMatchable({ ...run, payloads }))).toBe(match(toMatchable(run)));
      }),
      { numRuns: trials(1_000) },
    );
  });

  it('matches what all clauses match, and by a negated clause exactly the others', () => {
    const context = { now: testNow };
    fc.assert(
      fc.property(arbitraryClause, arbitraryClause, arbitraryRun, (one, other, testRun) => {
        const run = toMatchable(testRun);
        const first = compileMatcher({ clauses: [one] }, context)(run);
        const second = compileMatcher({ clauses: [other] }, context)(run);
        expect(compileMatcher({ clauses: [one, other] }, context)(run)).toBe(first && second);
        expect(compileMatcher({ clauses: [{ ...one, negated: !one.negated }] }, context)(run)).toBe(!first);
      }),
      { numRuns: trials(500) },
    );
  });

  it('is given runs that its queries often hit and often miss', () => {
    const [clauses, runs] = [
      fc.sample(arbitraryClause, { numRuns: 300, seed: 1 }),
      fc.sample(arbitraryRun, { numRuns: 60, seed: 2 }),
    ];
    const share = new Map<string, number[]>();
    for (const clause of clauses) {
      const match = compileMatcher({ clauses: [{ ...clause, negated: false }] }, { now: testNow });
      const shares = share.get(clause.type) ?? [];
      shares.push(runs.filter(run => match(toMatchable(run))).length / runs.length);
      share.set(clause.type, shares);
    }
    for (const [type, shares] of share) {
      const mean = shares.reduce((sum, part) => sum + part, 0) / shares.length;
      expect(mean, type).toBeGreaterThan(0.02);
      expect(mean, type).toBeLessThan(0.8);
    }
  });
});
