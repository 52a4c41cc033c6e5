import { describe, expect, it } from 'vitest';
import {
  describeNotOffered,
  describeRunNotOffered,
  type Offers,
  refusedNotes,
  unofferedNotes,
} from '../../../src/contract/starts/offers.ts';
import { safeLine } from '../../../src/model/text/safe-text.ts';
import { errorText } from '../../../src/screen/shell/status-lines.ts';

it('says how to offer a workflow where none is offered', () => {
  expect(describeNotOffered('signup', [])).toEqual({
    reason: 'no running program offers "signup" now',
    hint: "start a program that offers it with recorder.workflow('name', …)",
  });
});

it('names what is offered instead, and says how many more there are', () => {
  expect(describeNotOffered('signup', ['a', 'b']).hint).toContain(
    '"a", "b" are offered: use one of these, or start a program',
  );
  expect(describeNotOffered('signup', ['a']).hint).toContain('"a" is offered: use that, or');
  expect(describeNotOffered('signup', [...'abcdefg']).hint).toContain(
    '"d", "e" and 2 more are offered: use one of these, or start a program',
  );
});

it('tells whoever has a run how to offer its workflow, and to use no other', () => {
  const howToOffer = "start a program that offers it with recorder.workflow('name', …)";
  expect(describeRunNotOffered('order', []).hint).toBe(howToOffer);
  expect(describeRunNotOffered('order', ['index-shard']).hint).toBe(
    `${howToOffer}; only "index-shard" is offered`,
  );
  expect(describeRunNotOffered('order', [...'abcdefg']).hint).toMatch(
    /; only .*"e" and 2 more are offered$/u,
  );
});

it('shows no control characters of a name', () => {
  expect(describeNotOffered('a\u001b[2Jb\n', []).reason).toBe('no running program offers "ab " now');
});

it.each(['rotate-api-token', 'with-secret', 'password', 'api_key'])(
  'names %s, and masks nothing of it',
  name => {
    for (const offered of [[], ['charge-card'], ['charge-card', name, 'b']]) {
      for (const describe of [describeNotOffered, describeRunNotOffered]) {
        const { reason, hint } = describe(name, offered);
        const line = errorText({ message: `not started: ${reason}`, hint });
        expect(safeLine(line)).toBe(line);
        const namesFirst = offered.length > 0 && describe === describeNotOffered;
        expect(line).toContain(`"${name}" now: ${namesFirst ? `"${offered[0]}"` : 'start a program'}`);
        for (const one of offered) expect(line).toContain(`"${one}"`);
      }
    }
  },
);

it('masks a secret in a name', () => {
  const secret = `sk_live_${'a1B2c3D4e5F6'.repeat(2)}`;
  expect(JSON.stringify(describeNotOffered(`run ${secret}`, [secret]))).not.toContain(secret);
});

describe('of runs of several targets', () => {
  const hook = 'a program behind the server';
  const offers: readonly Offers[] = [
    { target: 'shop', names: ['signup'] },
    ...['idle', 'depot', 'north', 'south', 'west'].map(target => ({ target, names: [] })),
    { target: 'team', names: [], others: hook },
    { target: 'traces', names: [], refusal: 'traces.jsonl cannot start runs' },
  ];
  const runsOf = (...targets: readonly string[]) =>
    targets.flatMap(target => ['signup', 'signup', 'invoice'].map(name => ({ name, target })));
  const reasons = (...targets: readonly string[]) =>
    unofferedNotes(runsOf(...targets), offers, left => `${left} are left out`).map(({ reason }) => reason);

  it('tells those that nobody would start from those that a server may', () => {
    expect(reasons('shop', 'idle', 'team', 'traces', 'away')).toEqual([
      'no running program offers "invoice" in shop or idle now, or 1 other of these workflows: 4 are left out',
      'no running program offers "signup" in team now, or 1 other of these workflows: only a program behind the server could start them',
    ]);
  });

  it('names three targets, and counts the others', () => {
    const where = (...targets: readonly string[]) => /in (.*) now/u.exec(reasons(...targets)[0] ?? '')?.[1];
    expect(where('idle', 'depot', 'north')).toBe('idle, depot or north');
    expect(where('idle', 'depot', 'north', 'south')).toBe('idle, depot, north or 1 more target');
    expect(where('idle', 'depot', 'north', 'south', 'west')).toBe('idle, depot, north or 2 more targets');
  });

  it('names what is offered instead only of one target', () => {
    const hintOf = (...targets: readonly string[]) =>
      unofferedNotes(runsOf(...targets), offers, String)[0]?.hint;
    expect(hintOf('shop')).toMatch(/; only "signup" is offered$/u);
    expect(hintOf('shop', 'idle')).toMatch(/^start a program (?!.*only)/u);
  });

  it('counts those of a target that starts nothing', () => {
    expect(refusedNotes(runsOf('shop', 'idle', 'team', 'traces'), offers)).toEqual([
      '3 of 12 will be refused: traces.jsonl cannot start runs',
    ]);
  });
});
