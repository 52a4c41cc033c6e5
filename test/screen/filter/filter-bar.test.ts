import { describe, expect, test } from 'vitest';
import { filterBar } from '../../../src/screen/filter/edit-filter.ts';
import type { Session } from '../../../src/screen/shell/session.ts';
import { installFakeClock } from '../fake-clock.ts';
import { createMemoryStore, sampleRun } from '../memory-store.ts';
import { openSession, press, settle, typeKeys } from '../open-session.ts';

installFakeClock();

const runs = () => [
  sampleRun(6, { status: 'running', finishedAt: undefined, name: 'invoice-audit' }),
  sampleRun(5),
  sampleRun(4, { status: 'failed', errorSummary: { name: 'TimeoutError', message: 'no answer' } }),
  sampleRun(3, { status: 'canceled' }),
  sampleRun(2, { status: 'failed', name: 'invoice-sync', errorSummary: { message: 'rate limit' } }),
  sampleRun(1, { kind: 'agent', name: 'support-agent' }),
];

async function typing(text: string, ms = 600, store = createMemoryStore(runs())) {
  const { session, filters } = openSession(store);
  await settle();
  press(session, '/');
  typeKeys(session, text);
  await settle(ms);
  return { session, store, filters };
}

function barOf(session: Session) {
  return filterBar.in(session.getState());
}

const idsOf = (session: Session) => session.getState().list.rows.map(({ id }) => Number(id.slice(-4)));

describe('whole terms apply while the last one is typed', () => {
  test.each([
    ['status:failed error:time', [4]],
    ['status:failed time', [4]],
    ['status:failed error:"rate l', [2]],
    ['status:failed "no ans', [4]],
    ['error:tim', [4]],
    ['invoice', [6, 2]],
    ['step', []],
    ['duration:>1s', [5, 4, 3, 2, 1, 6]],
    ['cost:>0', []],
    ['status:failed ', [4, 2]],
    ['workflow:support-agent', [1]],
  ])('%s', async (text, ids) => {
    const { session } = await typing(text);
    expect([idsOf(session).sort(), barOf(session)?.pending]).toEqual([[...ids].sort(), undefined]);
  });
});

test('Tab after input.country: takes a value that recent runs have there', async () => {
  const store = createMemoryStore(runs());
  const asked: unknown[] = [];
  const suggesting = {
    ...store,
    suggest: async (...[field, prefix]: Parameters<typeof store.suggest>) => {
      asked.push([field, prefix]);
      return field === 'input.country' ? ['>5', 'BR'].filter(text => text.startsWith(prefix)) : [];
    },
  };
  const { session } = await typing('input.country:B', 600, suggesting);
  expect(asked.at(-1)).toEqual(['input.country', 'B']);
  expect(barOf(session)).toMatchObject({ ghost: 'R', pending: 'input.country:B' });
  press(session, 'tab');
  expect(barOf(session)?.text).toBe('input.country:BR');
  const { session: other } = await typing('input.country:>', 600, suggesting);
  press(other, 'tab');
  expect(barOf(other)?.text).toBe('input.country:">5"');
});

test('a filter by log messages applies while its text is typed', async () => {
  const { session } = await typing('status:failed log:reach');
  expect(barOf(session)).toMatchObject({ pending: undefined, error: undefined });
});

describe('an unfinished term waits, is shown as pending, and leaves out no other', () => {
  test.each([
    ['status:failed workflow:inv', 'workflow:inv', [4, 2]],
    ['workflow:inv', 'workflow:inv', [6, 5, 4, 3, 2, 1]],
    ['status:f', 'status:f', [6, 5, 4, 3, 2, 1]],
    ['type:workflow status:fail', 'status:fail', [6, 5, 4, 3, 2]],
    ['status:failed,ca', 'ca', [4, 2]],
    ['status:failed workflow:', 'workflow:', [4, 2]],
    ['status:failed since:2', 'since:2', [4, 2]],
    ['status:failed -', '-', [4, 2]],
    ['status:failed input.em', 'input.em', [4, 2]],
    ['status:failed input.email:', 'input.email:', [4, 2]],
    ['status:failed duration:>30', 'duration:>30', [4, 2]],
    ['status:failed stauts:x', 'stauts:x', [4, 2]],
  ])('%s', async (text, pending, ids) => {
    const { session } = await typing(text);
    expect([barOf(session)?.pending, idsOf(session)]).toEqual([pending, ids]);
  });

  test('wherever the caret is', async () => {
    const { session } = await typing('status:fa error:time');
    press(session, ...Array.from('x error:time'.slice(1), () => 'left'));
    await settle(600);
    expect([barOf(session)?.pending, idsOf(session)]).toEqual(['status:fa', [4]]);
  });

  test('until the word is whole', async () => {
    const { session } = await typing('status:fai');
    typeKeys(session, 'led');
    await settle(200);
    expect([barOf(session)?.pending, idsOf(session)]).toEqual([undefined, [4, 2]]);
  });
});

describe('keys of payloads', () => {
  const keyed = () => {
    const store = createMemoryStore(runs());
    return {
      ...store,
      suggest: async (field: string, prefix: string) =>
        (field === 'input' ? ['email', 'plan.name'] : []).filter(key => key.startsWith(prefix)),
    };
  };

  test('that were seen are offered after input. and taken with Tab', async () => {
    const { session } = await typing('status:failed input.', 600, keyed());
    expect(barOf(session)?.candidates.map(({ text }) => text)).toEqual(['email:', 'plan.name:']);
    typeKeys(session, 'pl');
    await settle();
    expect(barOf(session)?.ghost).toBe('an.name:');
    press(session, 'tab');
    expect(barOf(session)?.text).toBe('status:failed input.plan.name:');
  });

  test('are completed by ↵, which keeps no path without a value', async () => {
    const { session } = await typing('input.em', 600, keyed());
    press(session, 'enter');
    await settle();
    expect(barOf(session)?.text).toBe('input.email:');
    typeKeys(session, 'x');
    press(session, 'enter');
    expect([barOf(session), session.getState().list.filterText]).toEqual([undefined, 'input.email:x']);
  });

  test('that were never seen are asked for in words', async () => {
    const { session } = await typing('input.zz', 600, keyed());
    press(session, 'enter');
    await settle();
    expect(barOf(session)).toMatchObject({
      error: 'input.zz is a path without a value',
      hint: expect.stringContaining('input.email:ada@example.com'),
    });
  });
});

test('a term that is wrong leaves the last good rows', async () => {
  const { session } = await typing('status:failed');
  typeKeys(session, 'x');
  await settle(600);
  expect([idsOf(session), barOf(session)?.error]).toEqual([[4, 2], expect.stringContaining('did you mean')]);
});

test('half of a field name is not searched between two keys', async () => {
  const { session, store } = await typing('stat', 200);
  const filters = () =>
    store.asked.filter(({ query }) => query.clauses.some(({ type }) => type !== 'settled'));
  expect(filters()).toEqual([]);
  typeKeys(session, 'us:');
  await settle(600);
  expect(filters()).toEqual([]);
});

describe('↵ on the beginning of', () => {
  test.each([
    ['status:f', 'status:failed'],
    ['status:fai', 'status:failed'],
    ['error:time status:f', 'error:time status:failed'],
    ['status:failed,ca', 'status:failed,canceled'],
    ['type:a', 'type:agent'],
    ['workflow:sup', 'workflow:support-agent'],
    ['status:e', 'status:error'],
    ['status:failed error:"time', 'status:failed error:"time"'],
    ['error:time', 'error:time'],
    ['time', 'time'],
  ])('one known value takes it: %s', async (text, filter) => {
    const { session, filters } = await typing(text);
    press(session, 'enter');
    await settle();
    expect([barOf(session), session.getState().list.filterText]).toEqual([undefined, filter]);
    expect(filters).toEqual([filter]);
  });

  test.each([
    ['status:s', 'sleeping, success, scheduled, …', 'sleeping', 'Tab takes the first'],
    ['workflow:inv', 'invoice-audit, invoice-sync', 'invoice-audit', 'Tab takes the first · ↵ keeps it'],
  ])('several asks which: %s', async (text, names, first, hint) => {
    const { session } = await typing(text);
    press(session, 'enter');
    await settle();
    expect(barOf(session)).toMatchObject({
      error: `${text} could be ${names}`,
      hint,
    });
    press(session, 'tab', 'enter');
    await settle();
    expect(session.getState().list.filterText).toBe(`${text.split(':')[0]}:${first}`);
  });

  test('several, pressed again, keeps what was typed', async () => {
    const { session } = await typing('workflow:inv');
    press(session, 'enter', 'enter');
    await settle();
    expect([barOf(session), session.getState().list.filterText]).toEqual([undefined, 'workflow:inv']);
  });

  test('one value that is whole keeps it', async () => {
    const { session } = await typing('status:failed');
    press(session, 'enter');
    await settle();
    expect(session.getState().list.filterText).toBe('status:failed');
  });
});

test.each([
  ['12:30', 'quote it to search for the text: "12:30"'],
  ['http://x', 'quote it to search for the text: "http://x"'],
  ['input:ada', expect.stringContaining('input.')],
])('what is wrong with %s comes with what to do', async (text, hint) => {
  const { session } = await typing(text);
  expect(barOf(session)).toMatchObject({ error: expect.any(String), hint });
});

describe('a status that the store does not know', () => {
  test('is refused in the bar while it is typed, and by ↵; the rows stay', async () => {
    const { session } = await typing('status:bogus');
    expect(barOf(session)?.error).toContain('unknown status "bogus"');
    expect(idsOf(session)).toHaveLength(6);
    press(session, 'enter');
    await settle();
    expect(barOf(session)?.error).toContain('unknown status "bogus"');
    expect(session.getState().list.filterText).toBe('');
  });

  test('is kept where it is the word of a store', async () => {
    const store = createMemoryStore([sampleRun(1, { status: 'unknown', statusRaw: 'paused' })]);
    const { session } = await typing('status:paused', 600, store);
    press(session, 'enter');
    await settle();
    expect([barOf(session), session.getState().list.filterText]).toEqual([undefined, 'status:paused']);
  });
});

describe('a filter that lists nothing', () => {
  test('says why, and ↵ lists what was probably meant', async () => {
    const { session } = await typing('workflow:invoice-snyc');
    press(session, 'enter');
    await settle(100);
    expect(session.getState().list.reasons?.map(({ text }) => text)).toEqual([
      'did you mean workflow:invoice-sync?',
    ]);
    press(session, 'enter');
    await settle(100);
    expect([session.getState().list.filterText, idsOf(session)]).toEqual(['workflow:invoice-sync', [2]]);
    expect(session.getState().list.reasons).toBeUndefined();
  });
});

describe('Alt', () => {
  const textOf = (session: Session) => barOf(session)?.text;

  test('edits words as a shell does', async () => {
    const { session } = await typing('error:one two');
    press(session, 'alt+backspace');
    expect(textOf(session)).toBe('error:one ');
    press(session, 'alt+b', 'alt+d');
    expect(textOf(session)).toBe('error: ');
    press(session, 'alt+f', 'x');
    expect(textOf(session)).toBe('error: x');
  });

  test.each([
    ['b', 'error:one |two'],
    ['backspace', 'error:one |'],
  ])(
    'with %s that arrives as Esc and the key apart edits the line, which keeps its text',
    async (key, line) => {
      const { session } = await typing('error:one two');
      press(session, 'escape');
      await settle(30);
      press(session, key);
      const { text = '', caret = 0 } = barOf(session) ?? {};
      expect(`${text.slice(0, caret)}|${text.slice(caret)}`).toBe(line);
    },
  );

  test('is not taken from Esc alone, nor from a key long after it', async () => {
    const { session } = await typing('error:one');
    press(session, 'escape');
    expect(barOf(session)).toBeUndefined();
    await settle(200);
    press(session, 'b');
    expect(barOf(session)).toBeUndefined();
  });

  test('with any other key does nothing: only a terminal that tells it from Esc and the key sends it so', async () => {
    const { session } = await typing('workflow:');
    press(session, 'alt+j');
    expect([barOf(session)?.text, session.getState().list.cursorIndex]).toEqual(['workflow:', 0]);
  });
});
