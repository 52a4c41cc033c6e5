import { readFileSync, statSync } from 'node:fs';
import { expect } from 'vitest';
import { journey } from './journey.ts';

const secret = 'hunter2-and-more';

journey(
  'what the bug report needs is copied, without secrets until they are revealed',
  async ({ person, location, openShop, place }) => {
    const { recorder } = await openShop();
    const input = { email: 'ada@mail.example', password: secret, cart: ['tea', 'cups'] };
    await recorder
      .run({ workflow: 'checkout', id: 'checkout-1', input }, run =>
        run.step('reserve', () => {
          throw Object.assign(new Error(`no stock, asked with ?token=${secret}`), { code: 'NO_STOCK' });
        }),
      )
      .catch(() => undefined);
    recorder.start({ workflow: 'export', id: 'export-1' }).succeed({ rows: 'x'.repeat(90_000) });
    await recorder.flush();
    person.opens(location);
    await person.reads('live ●', 'checkout');
    person.presses('e', 'y');
    await person.reads('sent run id, 10 B via OSC 52');
    expect(person.clipboard()).toBe('checkout-1');

    person.presses('↵');
    await person.reads(
      'checkout ✖ Failed checkout-1',
      'Error: no stock, asked with ?token=••••••',
      'password: "••••••"',
      /\d secrets hidden · u reveal/u,
    );
    person.presses('Y');
    await person.reads('Copy', '2 input as JSON', '3 output as JSON none, as it failed');
    person.presses('2');
    await person.reads(/sent input as JSON, 1 secret masked, \d+ B via OSC 52/u);
    expect(JSON.parse(person.clipboard())).toEqual({ ...input, password: '••••••' });

    person.presses('u');
    await person.reads(`password: "${secret}"`, `?token=${secret}`);
    person.presses('Y', '2');
    await person.readsNoMore('masked');
    await person.reads(/sent input as JSON, \d+ B via OSC 52/u);
    expect(JSON.parse(person.clipboard())).toEqual(input);
    person.presses('u');
    await person.reads('password: "••••••"');

    person.presses('Y', '5');
    await person.reads(/sent whole run as JSON, \d+ secrets masked, [\d.]+ KB via OSC 52/u);
    const { stdout } = await place.run(
      'history',
      'get',
      'checkout-1',
      '--target',
      location,
      '--include',
      'steps,messages,trace',
      '--redact',
      '--json',
    );
    expect(JSON.parse(person.clipboard())).toEqual(JSON.parse(stdout));
    person.presses('Y', '9');
    await person.reads(/sent note.* via OSC 52/u);
    expect(person.clipboard()).toContain('checkout-1');
    expect(person.clipboard()).not.toContain(secret);

    person.presses('q');
    await person.reads('q quit');

    person.presses('/');
    person.types('workflow:export');
    person.presses('↵');
    await person.readsList(1);
    person.presses('Y', '3');
    const path = await person.notes(/wrote output as JSON, [\d.]+ KB to\s+(\S+)/u);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ rows: 'x'.repeat(90_000) });
    await person.leaves();
  },
);
