import { describe, expect, test } from 'vitest';
import type { StartRequest, StartResult } from '../../../src/contract/starts/start-request.ts';
import { InspectorError } from '../../../src/model/errors.ts';
import type { Run, RunSummary } from '../../../src/model/run.ts';
import { actQuestion } from '../../../src/screen/acts/ask-to-act.ts';
import type { Session } from '../../../src/screen/shell/session.ts';
import { installFakeClock } from '../fake-clock.ts';
import { createMemoryStore, type MemoryStore, sampleRun } from '../memory-store.ts';
import { offering } from '../offering.ts';
import { openSession, press, settle } from '../open-session.ts';

installFakeClock();

const failed = sampleRun(3, { status: 'failed' });
const input = { email: 'ada@example.com', token: 'tok_live_51Habcdefghijklmnopqrst' };

/** A store that starts what is asked for, unless a test answers otherwise. */
function storeOf(
  runs: readonly RunSummary[] = [failed, sampleRun(2)],
  whole: Partial<Run> = { input },
  answer: (request: StartRequest) => StartResult = () => ({ type: 'started', id: 'run_0100' }),
): MemoryStore & { readonly starts: StartRequest[] } {
  const base = createMemoryStore(runs, whole);
  const starts: StartRequest[] = [];
  return Object.assign(base, {
    starts,
    can: { ...base.can, start: true },
    workflows: offering('signup-pipeline'),
    startRun: async (request: StartRequest) => {
      const result = answer(request);
      if (result.type !== 'started') return result;
      starts.push(request);
      base.put(
        sampleRun(100, { id: result.id, name: request.workflow, retryOf: request.retryOf, status: 'queued' }),
      );
      return result;
    },
  });
}

const noticeOf = (session: Session) => session.getState().notice?.text;
const overlayOf = (session: Session) => session.getState().overlay.type;

describe('running again', () => {
  test('asks first, with the size of the input, and starts nothing when the answer is no', async () => {
    const { session, store } = openSession(storeOf());
    await settle();
    press(session, 'a');
    await settle();
    expect(session.getState().overlay).toMatchObject({
      type: 'act-question',
      found: { runs: [{ id: failed.id, name: 'signup-pipeline', status: 'Failed' }] },
      offers: [{ names: ['signup-pipeline'] }],
    });
    const shown = actQuestion.in(session.getState())?.inputs.get(failed.id);
    expect(shown).toMatchObject({ size: '2 keys · 70 B', hidden: 1 });
    expect(shown?.preview).not.toContain('tok_live');
    press(session, 'enter');
    await settle();
    expect([overlayOf(session), store.starts]).toEqual(['none', []]);
  });

  test('sends the input as it is recorded, and goes on to the new run, which is a repeat of the old one', async () => {
    const { session, store } = openSession(storeOf());
    await settle();
    press(session, 'enter', 'a', 'y');
    await settle();
    const id = expect.stringMatching(/^run_[0-9A-Z]{26}$/);
    expect(store.starts).toEqual([
      { workflow: 'signup-pipeline', id, input, retryOf: failed.id, by: 'ada', trigger: 'cli' },
    ]);
    expect(session.getState()).toMatchObject({ screen: 'detail', detail: { summary: { id: 'run_0100' } } });
    expect(noticeOf(session)).toBe('started run_0100: signup-pipeline again');
  });

  test.each([100, 200])(
    'opens the new run from a table of %d columns, too, and goes back to the run under its cursor',
    async columns => {
      const { session } = openSession(storeOf(), { columns, rows: 30 });
      await settle();
      press(session, 'a', 'y');
      await settle(1_000);
      expect(session.getState()).toMatchObject({ screen: 'detail', detail: { summary: { id: 'run_0100' } } });
      press(session, 'q');
      const { list, detail } = session.getState();
      expect(list.rows[list.cursorIndex]?.id).toBe(failed.id);
      expect(detail?.summary.id).toBe(columns === 200 ? failed.id : undefined);
    },
  );

  test('stays where the user has gone meanwhile', async () => {
    const { session } = openSession(storeOf());
    await settle();
    press(session, 'a', 'y', 'j', '?');
    await settle();
    expect(session.getState()).toMatchObject({ screen: 'table', overlay: { type: 'help' } });
    expect(noticeOf(session)).toContain('started run_0100');
  });

  test('of the marked runs starts each, without the sessions of agents, and says what became of each', async () => {
    const agent = sampleRun(1, { kind: 'agent' });
    const refuse = ({ retryOf }: StartRequest): StartResult =>
      retryOf === failed.id ? { type: 'refused', reason: 'it is full' } : { type: 'started', id: 'run_0100' };
    const { session, store } = openSession(storeOf([failed, sampleRun(2), agent], { input }, refuse));
    await settle();
    press(session, 'space', 'space', 'space', 'a');
    await settle();
    expect(session.getState().overlay).toMatchObject({
      type: 'act-question',
      found: { runs: [{}, {}] },
      source: { leftOut: 1 },
    });
    press(session, 'y');
    await settle();
    expect(store.starts.map(({ retryOf }) => retryOf)).toEqual(['run_0002']);
    expect(session.getState().overlay).toMatchObject({
      type: 'acting',
      phase: 'ended',
      outcomes: [{ text: 'not started: it is full' }, { text: 'retried as run_0100' }],
    });
    expect(session.getState().list.marks.size).toBe(0);
  });

  test('says before it is confirmed that the input was cut, and starts nothing', async () => {
    const cut = { note: { $type: 'truncated', length: 9, value: 'x' } };
    const { session, store } = openSession(storeOf([failed], { input: cut }));
    await settle();
    press(session, 'a');
    await settle();
    const shown = actQuestion.in(session.getState())?.inputs.get(failed.id);
    expect(shown?.refusal).toContain('is incomplete, at input.note');
    press(session, 'y');
    await settle();
    expect(store.starts).toEqual([]);
    expect(noticeOf(session)).toContain('not started: its recorded input is incomplete');
  });

  test('waits for a program where nobody offers the workflow, and says how to start one', async () => {
    const store = storeOf();
    const { session } = openSession(Object.assign(store, { workflows: offering('nightly-report') }));
    await settle();
    press(session, 'a');
    await settle();
    press(session, 'y');
    expect([overlayOf(session), noticeOf(session), store.starts]).toEqual([
      'act-question',
      'no running program offers "signup-pipeline" now: you can say yes once one does',
      [],
    ]);
    store.workflows = offering('nightly-report', 'signup-pipeline');
    await settle(1_500);
    press(session, 'y');
    await settle();
    expect(store.starts).toHaveLength(1);
  });

  test('asks all the same where a server may pass the start on', async () => {
    const store = storeOf();
    Object.assign(store, { target: { ...store.target, kind: 'http' }, workflows: offering() });
    const { session } = openSession(store);
    await settle();
    press(session, 'a');
    await settle();
    press(session, 'y');
    await settle();
    expect(store.starts).toHaveLength(1);
  });

  test('says what is offered where nobody offers the workflow any more', async () => {
    const refuse = (): StartResult => ({ type: 'not-offered', offered: ['nightly-report'] });
    const { session } = openSession(storeOf([failed], { input }, refuse));
    await settle();
    press(session, 'a', 'y');
    await settle();
    expect(noticeOf(session)).toMatch(
      /offers "signup-pipeline" now: start a program .*; only "nightly-report" is offered/u,
    );
  });

  test('tells a start that was not answered from one that was refused', async () => {
    const store = storeOf();
    const lost = Object.assign(store, {
      startRun: async () => {
        throw new InspectorError('timeout', 'no answer in 30 s');
      },
    });
    const { session } = openSession(lost);
    await settle();
    press(session, 'a', 'y');
    await settle();
    expect(noticeOf(session)).toMatch(/^not known whether it started as run_\w{26}: no answer in 30 s$/);
  });
});

describe('an input that is edited first', () => {
  const edit = async (leave: (text: string) => string, whole: Partial<Run> = { input }) => {
    const opened = openSession(storeOf([failed], whole));
    await settle();
    opened.editor.leave = leave;
    press(opened.session, 'A');
    await settle();
    return opened;
  };

  test('is not edited while nobody offers its workflow, and it is said why', async () => {
    const { session, editor } = openSession({ ...storeOf([failed]), workflows: offering('invoice-sync') });
    await settle();
    press(session, 'A');
    await settle();
    expect(editor.got).toEqual([]);
    expect(noticeOf(session)).toMatch(
      /^no running program offers "signup-pipeline" now: nothing is edited · start a program .*"invoice-sync" is offered/u,
    );
  });

  test('is not edited for an engine of a merged list that only repeats runs by itself', async () => {
    const run = { ...failed, target: 'orders' };
    const base = storeOf([run]);
    const target = {
      ...base.target,
      kind: 'restate',
      location: 'http://localhost:9070',
      isEngine: true,
    } as const;
    const can = { ...base.can, restart: true } as const;
    const starts = { target, can: { ...can, start: false }, offered: [] };
    const memberStarts = async () => new Map([['orders', starts]]);
    const { session, editor } = openSession({ ...base, can, memberStarts });
    await settle();
    press(session, 'A');
    await settle();
    expect(editor.got).toEqual([]);
    expect(noticeOf(session)).toBe(
      'nothing is edited: http://localhost:9070 cannot start runs: they are started with its own tools',
    );
  });

  test('is edited as recorded, secrets too, and sent as it was left', async () => {
    const { session, store, editor } = await edit(text => text.replace('ada@', 'grace@'));
    expect(JSON.parse(editor.got[0] ?? '')).toEqual(input);
    expect(session.getState().overlay).toMatchObject({
      type: 'act-question',
      edited: { shown: { size: '2 keys · 72 B' }, differs: '1 value differs, at email' },
    });
    press(session, 'y');
    await settle();
    expect(store.starts).toMatchObject([
      { input: { ...input, email: 'grace@example.com' }, retryOf: failed.id },
    ]);
  });

  test('asks all the same where nothing was changed, and then sends the recorded one', async () => {
    const { session, store } = await edit(text => text);
    expect(session.getState().overlay).toMatchObject({ type: 'act-question', edited: 'unchanged' });
    press(session, 'y');
    await settle();
    expect(store.starts).toMatchObject([{ input }]);
  });

  test.each(['', '  \n'])('starts nothing where it was left empty: %j', async left => {
    const { session, store } = await edit(() => left);
    expect([overlayOf(session), noticeOf(session)]).toEqual([
      'none',
      'the input was left empty: nothing is started, and its editing begins anew',
    ]);
    expect(store.starts).toEqual([]);
  });

  test('that is not JSON shows its place, and is edited further from there', async () => {
    const { session, store, editor } = await edit(() => '{\n  "email": \n}');
    expect(session.getState().overlay).toMatchObject({
      type: 'input-fault',
      fault: { line: 3, column: 1, message: 'a value is expected' },
    });
    editor.leave = text => text.replace('"email": ', '"email": null');
    press(session, 'enter');
    await settle();
    expect(editor.got[1]).toBe('{\n  "email": \n}');
    press(session, 'y');
    await settle();
    expect(store.starts).toMatchObject([{ input: { email: null } }]);
  });

  test('is kept after a No, so that A goes on from there, until it was started', async () => {
    const { session, editor } = await edit(text => text.replace('ada@', 'grace@'));
    press(session, 'n');
    expect(noticeOf(session)).toBe('the edited input is kept: A goes on with it');
    editor.leave = text => text.replace('grace@', 'joan@');
    press(session, 'A');
    await settle();
    expect(editor.got[1]).toContain('grace@example.com');
    press(session, 'y');
    await settle();
    press(session, 'escape', 'j', 'k', 'A');
    await settle();
    expect(editor.got[2]).not.toContain('grace@example.com');
  });

  test('is kept while another run is edited, left unchanged or run again as recorded', async () => {
    const { session, editor } = openSession(storeOf());
    await settle();
    const answer = async (...keys: readonly string[]) => {
      press(session, ...keys);
      await settle();
    };
    editor.leave = text => text.replace('ada@', 'grace@');
    await answer('A');
    await answer('n', 'j');
    editor.leave = text => text;
    await answer('A');
    await answer('n');
    editor.leave = text => text.replace('ada@', 'joan@');
    await answer('A');
    await answer('n', 'k', 'a');
    await answer('y');
    await answer('escape', 'A');
    await answer('n', 'j', 'A');
    expect(editor.got.slice(1).map(text => JSON.parse(text).email.split('@')[0])).toEqual([
      'ada',
      'ada',
      'grace',
      'joan',
    ]);
  });

  test('of which an empty text is left begins anew', async () => {
    const { session, editor } = await edit(() => 'no');
    press(session, 'escape');
    editor.leave = () => '';
    press(session, 'A');
    await settle();
    press(session, 'A');
    await settle();
    expect(editor.got[1]).toBe('no');
    expect(JSON.parse(editor.got[2] ?? '')).toEqual(input);
  });

  test('that is given up starts nothing', async () => {
    const { session, store } = await edit(() => 'no');
    press(session, 'escape');
    await settle();
    expect([overlayOf(session), store.starts]).toEqual(['none', []]);
  });

  test('may be what was not recorded, or was cut', async () => {
    const { session, store, editor } = await edit(() => '{"note":"whole"}', {
      input: { note: { $type: 'truncated', length: 9, value: 'x' } },
    });
    expect(editor.got[0]).toContain('truncated');
    press(session, 'y');
    await settle();
    expect(store.starts).toMatchObject([{ input: { note: 'whole' } }]);
    const { editor: empty } = await edit(text => text, {});
    expect(empty.got).toEqual(['{}\n']);
  });
});

describe('what cannot be run again says why', () => {
  const reasonOf = async (store: MemoryStore, ...keys: readonly string[]) => {
    const { session } = openSession(store);
    await settle();
    press(session, ...keys);
    await settle();
    return noticeOf(session);
  };
  const inTarget = (kind: string, can: Partial<MemoryStore['can']> = {}) => {
    const store = createMemoryStore([failed]);
    return Object.assign(store, {
      target: { ...store.target, kind, isEngine: true, location: kind },
      can: { ...store.can, ...can },
    });
  };

  test('a target that starts nothing', async () => {
    expect(await reasonOf(inTarget('otlp'), 'a')).toBe(
      'otlp cannot start runs: its files tell what ran, and do not reach the programs that run',
    );
  });

  test('an engine that repeats runs with the input that it keeps', async () => {
    expect(await reasonOf(inTarget('restate', { restart: true }), 'A')).toBe(
      'restate repeats a run with the input that it keeps, and takes no other',
    );
  });

  test('the session of an agent', async () => {
    expect(await reasonOf(storeOf([sampleRun(1, { kind: 'agent' })]), 'a')).toContain('only workflows');
  });

  test('several runs whose one input would be edited', async () => {
    expect(await reasonOf(storeOf(), 'space', 'space', 'A')).toBe(
      'one input is edited at a time: mark one run, or none',
    );
  });
});

describe('a run and its repeat', () => {
  const again = sampleRun(4, { retryOf: failed.id });

  /** Opens the list of both, with those that repeat the same run. */
  async function openLinked(...others: readonly RunSummary[]): Promise<Session> {
    const store = createMemoryStore([again, ...others, failed]);
    const getRun = store.getRun;
    const { session } = openSession(
      Object.assign(store, {
        getRun: async (id: string) => {
          const run = await getRun(id);
          return run && id === failed.id ? { ...run, retries: [again.id] } : run;
        },
      }),
    );
    await settle();
    return session;
  }

  test('name each other, and ↵ opens the other one', async () => {
    const session = await openLinked();
    press(session, 'enter');
    await settle();
    expect(session.getState().detail?.summary.id).toBe(again.id);
    press(session, 'enter');
    await settle();
    expect(session.getState().detail?.summary.id).toBe(failed.id);
    press(session, 'g', 'enter');
    await settle();
    expect(session.getState().detail?.summary.id).toBe(again.id);
  });

  test.each(['retry of', 'retried as'])(
    'are found with all that repeat the same run by = on the row "%s"',
    async words => {
      const session = await openLinked(sampleRun(5, { retryOf: failed.id }), sampleRun(6));
      press(session, 'j', 'enter');
      await settle();
      if (words === 'retried as') press(session, 'enter');
      await settle();
      expect(session.getState().detail?.summary.retryOf === undefined).toBe(words === 'retried as');
      press(session, 'g', '=');
      await settle(300);
      expect(session.getState().list.filterText).toBe(`retryOf:${failed.id}`);
      expect(session.getState().list.rows.map(({ id }) => id)).toEqual(['run_0005', 'run_0004']);
    },
  );
});
